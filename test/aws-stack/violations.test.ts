import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { type ViolationStore, violationStore } from '../../shared/aws/records/violation-store.ts';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { findingId } from '../../shared/findings/finding-id.ts';
import type { Deployment } from '../support/aws-stack/deployment.ts';
import { it } from '../support/aws-stack/it.ts';
import { violationOf } from '../support/findings/violations.ts';
import {
  all,
  findingOf,
  keptSeconds,
  now,
  several,
  violationCases,
} from '../support/records/violation-cases.ts';

function storeAt(time: string, { dynamoDb, output }: Deployment): ViolationStore {
  return violationStore({
    client: async () => dynamoDb,
    tableName: output('TableName'),
    keptSeconds,
    now: () => new Date(time),
  });
}

it.for(violationCases)('in DynamoDB $name', ({ holds }, { stack }) => holds((time) => storeAt(time, stack)));

describe('violations are kept in DynamoDB', () => {
  it('by many at once: the finding is exact', async ({ stack }) => {
    const violations = several(40);
    const stores = Array.from({ length: 4 }, () => storeAt(now, stack));
    // Each violation is handed over by two of the four, in pieces.
    const isFor = (index: number) => (_: Violation, at: number) => [index, (index + 1) % 4].includes(at % 4);
    await Promise.all(
      stores.flatMap((store, index) =>
        [0, 10, 20, 30].map(async (start) => {
          await sleep(start);
          await store.put(violations.slice(start, start + 10).filter(isFor(index)));
        }),
      ),
    );
    const store = storeAt(now, stack);
    expect(await store.finding(findingId(several(1)[0] as Violation))).toEqual(findingOf(violations));
    expect((await all(store.violations, {}, 100)).documents).toHaveLength(40);
  });

  it('all but those of a cause whose write fails, and that is said', async ({ stack }) => {
    const store = storeAt(now, stack);
    const one = violationOf('a');
    const client = violationStore({
      client: async () => stack.dynamoDb,
      tableName: 'no-such-table',
      keptSeconds,
      now: () => new Date(now),
    });
    await expect(client.put([one])).rejects.toThrow(/1 of 1 violation not taken: ResourceNotFoundException/);
    expect(await store.violation(one.id)).toBeUndefined();
  });
});
