import { GetAccessKeyLastUsedCommand, IAMClient } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { keyOwners } from '../../../shared/aws/facts/key-owners.ts';

const iam = mockClient(IAMClient);
const key = 'AKIAEXAMPLEEXAMPLE01';
const account = '123456789012';

function lookup(
  {
    accountId,
    rootKeys = false,
    partition = 'aws',
  }: {
    accountId?: string | undefined;
    rootKeys?: boolean;
    partition?: string;
  } = { accountId: account },
) {
  const logged: unknown[][] = [];
  let now = 0;
  const ownerOf = keyOwners({
    client: async () => new IAMClient({ region: 'us-east-1' }),
    accountOfKey: async () => accountId,
    rootKeys: async () => rootKeys,
    partition,
    now: () => new Date(now),
    log: async (...words) => void logged.push(words),
  });
  const wait = (milliseconds: number) => {
    now += milliseconds;
  };
  return { ownerOf, logged, wait };
}
const asked = () => iam.commandCalls(GetAccessKeyLastUsedCommand).length;

beforeEach(() => {
  iam.reset();
  iam.on(GetAccessKeyLastUsedCommand).resolves({ UserName: 'loader' });
});

describe('the owner of an access key', () => {
  it.each([
    ['aws', 'arn:aws:iam::123456789012:user/loader'],
    ['aws-us-gov', 'arn:aws-us-gov:iam::123456789012:user/loader'],
  ])('is the user that IAM names, in partition %s', async (partition, expected) => {
    expect(await lookup({ accountId: account, partition }).ownerOf(key)).toBe(expected);
    const [call] = iam.commandCalls(GetAccessKeyLastUsedCommand);
    expect(call?.args[0].input).toEqual({ AccessKeyId: key });
  });

  it.each([
    ['the root user', {}, true, 'arn:aws:iam::123456789012:root'],
    [
      'the root user, named as in the report',
      { UserName: '<root_account>' },
      true,
      'arn:aws:iam::123456789012:root',
    ],
    [
      'the root user, where the name is none',
      { UserName: '<loader' },
      true,
      'arn:aws:iam::123456789012:root',
    ],
    ['the root user, where it ends in none', { UserName: 'loader>' }, true, 'arn:aws:iam::123456789012:root'],
    ['not known, where the root user has no keys', {}, false, undefined],
  ])('is %s, where IAM knows the key and names no user', async (_, answer, rootKeys, expected) => {
    iam.on(GetAccessKeyLastUsedCommand).resolves(answer);
    expect(await lookup({ accountId: account, rootKeys }).ownerOf(key)).toBe(expected);
  });

  it('is not known of a key that IAM does not know, whatever keys the root user has', async () => {
    iam.on(GetAccessKeyLastUsedCommand).rejects(Object.assign(new Error(), { name: 'NoSuchEntity' }));
    const { ownerOf, logged } = lookup({ accountId: account, rootKeys: true });
    expect(await ownerOf(key)).toBeUndefined();
    expect(logged).toEqual([
      ['warn', 'owner of an access key unknown', { accessKeyId: key, reason: 'NoSuchEntity' }],
    ]);
  });

  it.each([
    ['of a temporary key', 'ASIAEXAMPLEEXAMPLE01', account],
    ['of a key whose account nobody could tell', key, undefined],
  ])('is not asked for %s', async (_, accessKeyId, accountId) => {
    expect(await lookup({ accountId }).ownerOf(accessKeyId)).toBeUndefined();
    expect(asked()).toBe(0);
  });

  it('is remembered for an hour, and for a minute that there is none', async () => {
    const { ownerOf, wait } = lookup();
    await ownerOf(key);
    wait(3_599_999);
    await ownerOf(key);
    expect(asked()).toBe(1);
    wait(1);
    iam.on(GetAccessKeyLastUsedCommand).rejects(new Error('down'));
    expect(await ownerOf(key)).toBeUndefined();
    wait(59_999);
    expect(await ownerOf(key)).toBeUndefined();
    expect(asked()).toBe(2);
    wait(1);
    iam.on(GetAccessKeyLastUsedCommand).resolves({ UserName: 'loader' });
    expect(await ownerOf(key)).toBe('arn:aws:iam::123456789012:user/loader');
  });
});
