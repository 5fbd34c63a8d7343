import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { iamOfMembers, memberActions } from '../../../shared/aws/calls/member-iam.ts';
import { accountReaders } from '../../../shared/aws/facts/account-readers.ts';

const sts = mockClient(STSClient);
const iam = mockClient(IAMClient);
const stsClient = new STSClient({ region: 'eu-central-1' });
const own = new IAMClient({ region: 'eu-central-1' });
const issued = {
  AccessKeyId: 'ASIAEXAMPLEEXAMPLE01',
  SecretAccessKey: 'not-a-secret',
  SessionToken: 'not-a-token',
  Expiration: new Date(),
};
const member = '111111111111';

function members(partition = 'aws') {
  return iamOfMembers({
    sts: async () => stsClient,
    own: async () => own,
    roleName: 'sts-warden-principals',
    partition,
  });
}

beforeEach(() => {
  sts.reset();
  iam.reset();
  sts.on(AssumeRoleCommand).resolves({ Credentials: issued });
});

describe('the client of a member account', () => {
  it('has the credentials of its role, for as short as STS gives them, and for what is read alone', async () => {
    const client = await members()(member)();
    expect(await client.config.credentials()).toMatchObject({
      accessKeyId: issued.AccessKeyId,
      secretAccessKey: issued.SecretAccessKey,
      sessionToken: issued.SessionToken,
    });
    const [call] = sts.commandCalls(AssumeRoleCommand);
    const { Policy = '', ...input } = call?.args[0].input ?? {};
    expect(input).toEqual({
      RoleArn: `arn:aws:iam::${member}:role/sts-warden-principals`,
      RoleSessionName: 'sts-warden',
      DurationSeconds: 900,
    });
    expect(JSON.parse(Policy).Statement).toEqual([{ Effect: 'Allow', Action: memberActions, Resource: '*' }]);
  });

  it.each(['aws-cn', 'aws-us-gov'])('is of a role in the partition %s', async (partition) => {
    await members(partition)(member)();
    const [call] = sts.commandCalls(AssumeRoleCommand);
    expect(call?.args[0].input.RoleArn).toBe(`arn:${partition}:iam::${member}:role/sts-warden-principals`);
  });

  it('assumes the role once, at the first call, whatever is read', async () => {
    iam.on(GetAccountSummaryCommand).resolves({ SummaryMap: { AccountAccessKeysPresent: 1 } });
    const { readRootKeys } = accountReaders(members()(member));
    expect(sts.calls()).toHaveLength(0);
    await Promise.all([readRootKeys(), readRootKeys()]);
    expect(sts.calls()).toHaveLength(1);
  });

  it('is another for each account, so that none waits for one that is throttled, and has the connections of our own', async () => {
    const of = members();
    const [first, second] = [await of(member)(), await of('222222222222')()];
    expect(await first.config.retryStrategy()).not.toBe(await second.config.retryStrategy());
    expect(Reflect.get(await first.config.retryStrategy(), 'mode')).toBe('adaptive');
    expect(first.config.requestHandler).toBe(own.config.requestHandler);
  });

  it.each([undefined, { ...issued, SessionToken: undefined }, {}])(
    'is none where STS gives no credentials: %j',
    async (Credentials) => {
      sts.on(AssumeRoleCommand).resolves({ Credentials: Credentials as typeof issued });
      await expect(members()(member)()).rejects.toThrow('without credentials');
    },
  );

  it('is none where the role is not to be assumed: the reading fails by that name', async () => {
    sts.on(AssumeRoleCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    await expect(accountReaders(members()(member)).readAccountDetails()).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});
