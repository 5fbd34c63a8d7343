import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect } from 'vitest';
import type { AccessSnapshot } from '../../shared/access/access-snapshot.ts';
import { snapshotStore } from '../../shared/aws/facts/snapshot-store.ts';
import { arnOf } from '../support/access/accounts.ts';
import { earlierOf, snapshotOf } from '../support/access/snapshots.ts';
import type { Deployment } from '../support/aws-stack/deployment.ts';
import { it } from '../support/aws-stack/it.ts';

const accountId = '123456789012';
const principal = `${accountId}:user/a`;
const [early, late] = ['2026-10-01T06:50:00.000Z', '2026-10-01T07:00:00.000Z'];
const snapshot = (takenAt: string, hasAccess = false): AccessSnapshot =>
  snapshotOf('a', hasAccess, { takenAt, accessSince: hasAccess ? takenAt : undefined });
const storeOf = ({ dynamoDb, output }: Deployment) =>
  snapshotStore({ client: async () => dynamoDb, tableName: output('TableName') });

describe('the table keeps, of two snapshots of a principal,', () => {
  it.for([
    ['the later one', early, late],
    ['the later one, whichever is put first', late, early],
    ['the one that was put last, where they are of one time', late, late],
  ] as const)('%s', async ([, first, second], { stack }) => {
    const store = storeOf(stack);
    await store.put([snapshot(first)]);
    await store.put([snapshot(second, true)]);
    const expected = second < first ? snapshot(first) : snapshot(second, true);
    const { access, principalId, takenAt } = expected;
    expect((await store.find(principal)).snapshot).toMatchObject({
      access: { ...access, principalId },
      takenAt,
    });
    expect([...(await store.earlier(accountId))]).toEqual([[principal, earlierOf(expected)]]);
  });
});

it('the table keeps the last listing of an account, and takes it for no principal', async ({ stack }) => {
  const store = storeOf(stack);
  const other = '210987654321';
  const listing = (listedAt: string, rootHasKeys: boolean) => ({
    listedAt,
    keysListedAt: listedAt,
    rootHasKeys,
  });
  expect(await store.listing(other)).toBeUndefined();
  expect(await store.putListing(other, listing(late, true))).toBe(true);
  expect(await store.putListing(other, listing(early, false))).toBe(false);
  expect(await store.listing(other)).toEqual(listing(late, true));
  expect((await store.earlier(other)).size).toBe(0);
});

it('the table replaces what says a time at which nobody can have taken it', async ({ stack }) => {
  const store = storeOf(stack);
  const forged = '2099-01-01T00:00:00.000Z';
  await store.put([snapshotOf('a', false, { takenAt: forged })]);
  await store.put([snapshotOf('a', true, { takenAt: late })]);
  const { snapshot } = await store.find(principal);
  expect(snapshot).toMatchObject({ takenAt: late, access: { hasAccess: true } });
  await store.putListing(accountId, { listedAt: forged, keysListedAt: forged, rootHasKeys: false });
  const listing = { listedAt: late, keysListedAt: late, rootHasKeys: true };
  expect(await store.putListing(accountId, listing)).toBe(true);
});

it('the table keeps of an access key whose it is, and that it was deleted, whichever is put last', async ({
  stack,
}) => {
  const store = storeOf(stack);
  const key = { accessKeyId: 'AKIAEXAMPLEEXAMPLE01', owner: { arn: arnOf('a'), principalId: 'AIDAa' } };
  await store.putKeys([{ ...key, owner: undefined, takenAt: late }]);
  await store.putKeys([{ ...key, takenAt: early }]);
  const { dynamoDb, output } = stack;
  const { Item } = await dynamoDb.send(
    new GetItemCommand({
      TableName: output('TableName'),
      Key: { pk: { S: `key#${key.accessKeyId}` }, sk: { S: 'owner' } },
    }),
  );
  expect(Item).toMatchObject({ isGone: { BOOL: true }, takenAt: { S: late } });
});
