import { GetAccessKeyLastUsedCommand, IAMClient } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { keyOwners } from '../../../shared/aws/facts/key-owners.ts';
import { absent, type Fact, known, unavailable } from '../../../shared/json/fact.ts';

const iam = mockClient(IAMClient);
const key = 'AKIAEXAMPLEEXAMPLE01';
const account = '123456789012';

function lookup({
  accountOf = known(account),
  rootKeys = false,
  partition = 'aws',
}: {
  accountOf?: Fact<string>;
  rootKeys?: boolean;
  partition?: string;
} = {}) {
  const reported: unknown[] = [];
  let now = 0;
  const ownerOf = keyOwners({
    client: async () => new IAMClient({ region: 'us-east-1' }),
    accountOfKey: async () => accountOf,
    rootKeys: async () => rootKeys,
    partition,
    now: () => new Date(now),
    report: async (fact, error) => void reported.push([fact, (error as Error).name]),
  });
  const wait = (milliseconds: number) => {
    now += milliseconds;
  };
  return { ownerOf, reported, wait };
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
    expect(await lookup({ partition }).ownerOf(key)).toEqual(known({ arn: expected }));
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
    expect(await lookup({ rootKeys }).ownerOf(key)).toEqual(
      expected === undefined ? absent : known({ arn: expected }),
    );
  });

  it.each([
    ['absent', 'NoSuchEntity', absent],
    ['absent', 'AccessDenied', absent],
    ['unavailable', 'Throttling', unavailable],
    ['unavailable', 'TimeoutError', unavailable],
  ])('is %s where IAM says %s, whatever keys the root user has', async (_, name, expected) => {
    iam.on(GetAccessKeyLastUsedCommand).rejects(Object.assign(new Error(), { name }));
    const { ownerOf, reported } = lookup({ rootKeys: true });
    expect(await ownerOf(key)).toBe(expected);
    expect(reported).toEqual(expected === absent ? [] : [['key-owner', name]]);
  });

  it.each([
    ['of a temporary key', 'ASIAEXAMPLEEXAMPLE01', known(account), absent],
    ['of a key that has no account', key, absent, absent],
    ['of a key whose account nobody could tell', key, unavailable, unavailable],
  ])('is not asked for %s', async (_, accessKeyId, accountOf, expected) => {
    expect(await lookup({ accountOf }).ownerOf(accessKeyId)).toBe(expected);
    expect(asked()).toBe(0);
  });

  it('is remembered for an hour, for a minute that there is none, and not at all that nobody answered', async () => {
    const { ownerOf, wait } = lookup();
    const loader = known({ arn: 'arn:aws:iam::123456789012:user/loader' });
    await ownerOf(key);
    wait(3_599_999);
    await ownerOf(key);
    expect(asked()).toBe(1);
    wait(1);
    iam.on(GetAccessKeyLastUsedCommand).rejects(Object.assign(new Error(), { name: 'NoSuchEntity' }));
    expect(await ownerOf(key)).toBe(absent);
    wait(59_999);
    expect(await ownerOf(key)).toBe(absent);
    expect(asked()).toBe(2);
    wait(1);
    iam.on(GetAccessKeyLastUsedCommand).rejects(new Error('down'));
    expect(await ownerOf(key)).toBe(unavailable);
    iam.on(GetAccessKeyLastUsedCommand).resolves({ UserName: 'loader' });
    expect(await ownerOf(key)).toEqual(loader);
  });
});
