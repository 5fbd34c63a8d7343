import type { QueryCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { noticeStore } from '../../../shared/aws/records/notice-store.ts';

/** A table where so many findings wait, and that gives at most 400 of them at a time. */
function storeOf(count: number) {
  const send = async ({ input: { Limit = 0, ExclusiveStartKey: after } }: QueryCommand) => {
    const first = Number(after?.sk?.N ?? 0);
    const end = Math.min(first + Math.min(Limit, 400), count);
    const Items = Array.from({ length: end - first }, (_, index) => ({
      document: { S: JSON.stringify({ id: `f1-${first + index}` }) },
      addedAt: { S: '2026-10-01T08:00:00.000Z' },
    }));
    // DynamoDB says so too where the limit is met by the last item.
    const goesOn = end < count || end === first + Limit;
    return { Items, ...(goesOn && { LastEvaluatedKey: { sk: { N: String(end) } } }) };
  };
  return noticeStore({
    client: async () => ({ send }) as never,
    tableName: 'table',
    keptSeconds: 1,
    now: () => new Date('2026-10-01T08:00:00Z'),
  });
}

it.each([
  [0, 0, true],
  [999, 999, true],
  [1000, 1000, true],
  [1001, 1000, false],
  [5000, 1000, false],
])('of %i findings that wait a digest takes %i, and says if others wait', async (count, taken, areAll) => {
  const found = await storeOf(count).waiting();
  expect(found.waiting.map(({ finding }) => finding.id)).toEqual(
    Array.from({ length: taken }, (_, index) => `f1-${index}`),
  );
  expect(found.areAll).toBe(areAll);
});
