import { describe, expect, it } from 'vitest';
import { callerOf, signerInAnswer } from '../../shared/proof/signer.ts';

const account = '123456789012';
const key = 'AKIAEXAMPLEEXAMPLE01';
const user = { arn: `arn:aws:iam::${account}:user/team/mapping-requester`, id: 'AIDAEXAMPLEEXAMPLE01' };
const session = {
  arn: `arn:aws:sts::${account}:assumed-role/agent/i-0123`,
  id: 'AROAEXAMPLEEXAMPLE01:i-0123',
};

type Identity = { readonly arn?: unknown; readonly id?: unknown; readonly accountId?: unknown };

/** The two forms in which AWS says it. */
const forms: [string, (identity: Identity, accessKeyId?: unknown) => unknown][] = [
  [
    'API Gateway says of a caller',
    ({ arn, id, accountId = account }, accessKeyId = key) =>
      callerOf({
        accessKey: accessKeyId,
        userArn: arn,
        caller: id,
        user: id,
        accountId,
        sourceIp: '192.0.2.1',
      }),
  ],
  [
    'AWS STS answers',
    ({ arn, id, accountId = account }, accessKeyId = key) => {
      const GetCallerIdentityResult = { Arn: arn, UserId: id, Account: accountId };
      return signerInAnswer(
        { GetCallerIdentityResponse: { GetCallerIdentityResult } },
        accessKeyId as string,
      );
    },
  ],
];

describe.each(forms)('what %s', (_, read) => {
  it('names a user, by its unique id', () => {
    expect(read(user)).toEqual({
      accessKeyId: key,
      principal: expect.objectContaining({
        arn: user.arn,
        kind: 'user',
        key: `${account}:user/mapping-requester`,
      }),
      principalId: user.id,
    });
  });

  it('names the role of a session, by the role’s unique id', () => {
    expect(read(session)).toEqual({
      accessKeyId: key,
      principal: expect.objectContaining({ arn: `arn:aws:iam::${account}:role/agent`, kind: 'role' }),
      principalId: 'AROAEXAMPLEEXAMPLE01',
    });
  });

  it.each([
    ['a root user', `arn:aws:iam::${account}:root`, account, 'root'],
    ['a federated user', `arn:aws:sts::${account}:federated-user/bob`, `${account}:bob`, 'federated-user'],
  ])('names %s', (_, arn, id, kind) => {
    expect(read({ arn, id })).toMatchObject({ principal: { arn, kind }, principalId: account });
  });

  it('keeps the partition of a role', () => {
    const arn = session.arn.replace('aws:', 'aws-cn:');
    expect(read({ ...session, arn })).toMatchObject({
      principal: { arn: `arn:aws-cn:iam::${account}:role/agent` },
    });
  });

  it.each<[string, Identity, unknown?]>([
    ['no ARN', { id: user.id }],
    ['an ARN that is none', { ...user, arn: 'mapping-requester' }],
    ['an ARN that is no text', { ...user, arn: [user.arn] }],
    ['no unique id', { arn: user.arn }],
    ['an id in another form', { ...user, id: 'mapping-requester' }],
    ['an id that goes on', { ...user, id: `${user.id}:x` }],
    ['the id of a role for a user', { ...user, id: session.id }],
    ['the id of a user for a session', { ...session, id: user.id }],
    ['the id of a role without a session', { ...session, id: 'AROAEXAMPLEEXAMPLE01' }],
    ['another account', { ...user, accountId: '210987654321' }],
    ['an account that is null', { ...user, accountId: null }],
    [
      'an identity provider, which signs nothing',
      { arn: `arn:aws:iam::${account}:saml-provider/x`, id: user.id },
    ],
    ['a role, which signs by sessions alone', { arn: `arn:aws:iam::${account}:role/agent`, id: session.id }],
    ['a user without a name', { ...user, arn: `arn:aws:iam::${account}:user/` }],
    ['an access key that is none', user, 'akia'],
  ])('proves nothing with %s', (_, identity, accessKeyId) => {
    expect(read(identity, accessKeyId)).toBeUndefined();
  });
});

describe('nobody is named', () => {
  it.each([undefined, null, 'x', [], {}, { accessKey: null, userArn: null, caller: null, accountId: null }])(
    'by the caller %j',
    (identity) => {
      expect(callerOf(identity)).toBeUndefined();
    },
  );

  it.each([
    undefined,
    null,
    [],
    {},
    { GetCallerIdentityResponse: null },
    { GetCallerIdentityResponse: { GetCallerIdentityResult: [] } },
    { GetCallerIdentityResult: { Arn: user.arn, UserId: user.id, Account: account } },
  ])('by the answer %j', (answer) => {
    expect(signerInAnswer(answer, key)).toBeUndefined();
  });
});
