import { describe, expect, it } from 'vitest';
import { chainSessions } from '../../shared/sessions/session-chains.ts';
import { credentialRequest } from '../support/evaluation/subjects.ts';

const account = '123456789012';
const provider = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
const saml = 'bdGOnTesti4+ExamplexL/jEvs=';
const roleIssuer = { type: 'Role', arn: `arn:aws:iam::${account}:role/agents/agent` };

/** What GitHub Actions asks with, in a repository. */
function gitHub(repository: string) {
  const userName = `repo:${repository}:ref:refs/heads/main`;
  return {
    type: 'WebIdentityUser',
    principalId: `${provider}:sts.amazonaws.com:${userName}`,
    userName,
    identityProvider: provider,
    arn: null,
    accountId: null,
    accessKeyId: null,
  };
}

/** What somebody asks with that an identity provider vouches for by SAML. */
const samlUser = {
  type: 'SAMLUser',
  principalId: 'SampleUkh1i4+ExamplexL/jEvs=:SamlExample',
  userName: 'SamlExample',
  identityProvider: saml,
  arn: null,
  accountId: null,
};

function nameOf(userIdentity: object) {
  return credentialRequest({ userIdentity }).requester.name;
}

describe('the name of a requester', () => {
  it.each<[string, object, string | undefined]>([
    [
      'a repository on GitHub is the provider’s ARN and the user',
      gitHub('org/a'),
      `${provider} repo:org/a:ref:refs/heads/main`,
    ],
    [
      'a web identity without a user is its whole id',
      { ...gitHub('org/a'), userName: null },
      gitHub('org/a').principalId,
    ],
    [
      'a web identity with an empty user is its whole id',
      { ...gitHub('org/a'), userName: '' },
      gitHub('org/a').principalId,
    ],
    [
      'a web identity without a provider is its whole id',
      { ...gitHub('org/a'), identityProvider: null },
      gitHub('org/a').principalId,
    ],
    [
      'a web identity with nothing of its own is its account',
      { type: 'WebIdentityUser', arn: null, principalId: null },
      account,
    ],
    ['a SAML user is provider and user, not a hash', samlUser, `${saml} SamlExample`],
    [
      'a SAML user without a user name is its whole id',
      { ...samlUser, userName: null },
      samlUser.principalId,
    ],
    [
      'a SAML user without a provider is its whole id',
      { ...samlUser, identityProvider: null },
      samlUser.principalId,
    ],
    [
      'a user of IAM Identity Center is the user on whose behalf',
      {
        type: 'IdentityCenterUser',
        arn: null,
        principalId: account,
        onBehalfOf: { userId: '544894e8-80c1-707f' },
      },
      '544894e8-80c1-707f',
    ],
    [
      'a user of IAM Identity Center without an id is its account',
      { type: 'IdentityCenterUser', arn: null, principalId: account, onBehalfOf: { identityStoreArn: 'x' } },
      account,
    ],
    [
      'an id on whose behalf means nothing for another type',
      { type: 'AWSAccount', arn: null, principalId: 'AIDAEX', onBehalfOf: { userId: 'somebody' } },
      'AIDAEX',
    ],
    [
      'a provider and a user mean nothing for another type',
      { ...gitHub('org/a'), type: 'AWSAccount', principalId: 'AROAEX:run' },
      'AROAEX',
    ],
    [
      'a role’s session of another account',
      { type: 'AWSAccount', arn: null, principalId: 'AROAEX:run' },
      'AROAEX',
    ],
    ['a user of another account', { type: 'AWSAccount', arn: null, principalId: 'AIDAEX' }, 'AIDAEX'],
    [
      'an anonymous caller is its account',
      { type: 'AWSAccount', arn: null, principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' },
      'ANONYMOUS_PRINCIPAL',
    ],
    [
      'an id with another prefix is not cut',
      { type: 'AWSAccount', arn: null, principalId: 'AGPAEX:x' },
      account,
    ],
    [
      'an ARN comes before all but the issuer’s',
      { ...gitHub('org/a'), arn: 'arn:aws:sts::123456789012:x' },
      'arn:aws:sts::123456789012:x',
    ],
    [
      'the issuer comes before all',
      { ...gitHub('org/a'), sessionContext: { sessionIssuer: roleIssuer } },
      roleIssuer.arn,
    ],
  ])('%s', (_, userIdentity, name) => {
    expect(nameOf(userIdentity)).toBe(name);
  });

  it('is not read from what is no object or no text', () => {
    const bare = { type: 'IdentityCenterUser', arn: null, principalId: null };
    expect(nameOf({ ...bare, onBehalfOf: { userId: 7 } })).toBe(account);
    expect(nameOf({ ...bare, onBehalfOf: '' })).toBe(account);
    expect(nameOf({ ...samlUser, userName: ['x'], principalId: 7 })).toBeUndefined();
  });
});

describe('two identities of one provider', () => {
  it.each([
    ['repositories on GitHub', gitHub('org/a'), gitHub('org/b')],
    [
      'branches of a repository',
      gitHub('org/a'),
      { ...gitHub('org/a'), userName: 'repo:org/a:ref:refs/heads/dev' },
    ],
    ['SAML users', samlUser, { ...samlUser, userName: 'Another' }],
    [
      'web identities that only their ids tell apart',
      { ...gitHub('org/a'), userName: null },
      { ...gitHub('org/b'), userName: null },
    ],
  ])('are two requesters with a chain each: %s', (_, one, other) => {
    const requests = [one, other].map((userIdentity, index) =>
      credentialRequest({ eventName: 'AssumeRoleWithWebIdentity', eventID: `event-${index}`, userIdentity }),
    );
    expect(new Set(requests.map(({ requester }) => requester.name)).size).toBe(2);
    expect(chainSessions(requests)).toHaveLength(2);
  });

  it('are one requester where they are one', () => {
    const requests = ['a', 'b'].map((eventID) =>
      credentialRequest({ eventID, userIdentity: gitHub('org/a') }),
    );
    expect(chainSessions(requests)).toHaveLength(1);
  });
});
