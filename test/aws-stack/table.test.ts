import { describe, expect } from 'vitest';
import type { AccessSnapshot } from '../../shared/access/access-snapshot.ts';
import { snapshotStore } from '../../shared/aws/facts/snapshot-store.ts';
import { arnOf } from '../support/access/accounts.ts';
import type { Deployment } from '../support/aws-stack/deployment.ts';
import { it } from '../support/aws-stack/it.ts';

const accountId = '123456789012';
const principal = `${accountId}:user/a`;
const [early, late] = ['2026-10-01T06:00:00.000Z', '2026-10-01T07:00:00.000Z'];
const snapshot = (takenAt: string, hasAccess = false): AccessSnapshot => ({
  access: { arn: arnOf('a'), hasAccess, grants: [] },
  takenAt,
  accessSince: hasAccess ? takenAt : undefined,
});
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
    expect(await store.find(principal)).toEqual(expected);
    const { takenAt, accessSince } = expected;
    expect([...(await store.earlier(accountId))]).toEqual([
      [principal, { arn: arnOf('a'), takenAt, accessSince }],
    ]);
  });
});

it('the table keeps what was found out last about the root user, and takes it for no principal', async ({
  stack,
}) => {
  const store = storeOf(stack);
  expect(await store.rootKeys(accountId)).toBe(false);
  await store.putRootKeys(accountId, true, late);
  await store.putRootKeys(accountId, false, early);
  expect(await store.rootKeys(accountId)).toBe(true);
  expect((await store.earlier(accountId)).size).toBe(0);
});
