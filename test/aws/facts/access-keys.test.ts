import { setImmediate as turn } from 'node:timers/promises';
import { IAMClient, ListAccessKeysCommand, NoSuchEntityException } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { accessKeysReader } from '../../../shared/aws/facts/access-keys.ts';

const iam = mockClient(IAMClient);
const read = accessKeysReader(async () => new IAMClient({ region: 'us-east-1' }));
const answer = (...ids: string[]) => ({ AccessKeyMetadata: ids.map((AccessKeyId) => ({ AccessKeyId })) });

beforeEach(() => void iam.reset());

it('gives the keys of each user, page by page', async () => {
  iam
    .on(ListAccessKeysCommand, { UserName: 'a' })
    .resolvesOnce({ ...answer('AKIAB'), IsTruncated: true, Marker: 'm' })
    .resolves(answer('AKIAA'));
  iam.on(ListAccessKeysCommand, { UserName: 'b' }).resolves(answer());
  expect([...(await read(['a', 'b']))].sort()).toEqual([
    ['a', ['AKIAA', 'AKIAB']],
    ['b', []],
  ]);
});

it('leaves out a user that is no more', async () => {
  iam.on(ListAccessKeysCommand).resolves(answer('AKIAA'));
  iam
    .on(ListAccessKeysCommand, { UserName: 'gone' })
    .rejects(new NoSuchEntityException({ message: '', $metadata: {} }));
  expect([...(await read(['a', 'gone']))]).toEqual([['a', ['AKIAA']]]);
});

it.each<[string, object]>([
  ['nothing', {}],
  ['what is no list', { AccessKeyMetadata: 'keys' }],
])('rejects where IAM answers %s: that a user has no keys is an empty list', async (_, empty) => {
  iam.on(ListAccessKeysCommand).resolves(empty);
  await expect(read(['a'])).rejects.toThrow('IAM answered without keys');
});

it('rejects where IAM refuses', async () => {
  iam.on(ListAccessKeysCommand).rejects(new Error('throttled'));
  await expect(read(['a', 'b'])).rejects.toThrow('throttled');
});

it('has eight calls under way at most', async () => {
  let [underWay, most] = [0, 0];
  iam.on(ListAccessKeysCommand).callsFake(async () => {
    underWay++;
    most = Math.max(most, underWay);
    await turn();
    underWay--;
    return answer();
  });
  const users = Array.from({ length: 30 }, (_, index) => `u${index}`);
  expect((await read(users)).size).toBe(30);
  expect([underWay, most]).toEqual([0, 8]);
});
