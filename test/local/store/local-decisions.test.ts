import { expect, it } from 'vitest';
import { localDecisions, type ToldTask } from '../../../shared/local/store/local-decisions.ts';
import { localStore } from '../../support/local/local-store.ts';
import { claimsOf, decisionCases, keptSeconds, ownRecords } from '../../support/records/decision-cases.ts';
import { decisionRecord, later } from '../../support/records/decision-record.ts';

it.each(decisionCases)('in SQLite $name', async ({ holds }) => {
  const store = await localStore();
  const taskOf = () => undefined;
  await holds(
    (now) => localDecisions(store, { keptSeconds, now: () => new Date(now), taskOf }),
    ownRecords()(),
  );
});

it('the latest decision on each task is the newest, with what its submission said', async () => {
  const named = (name: string): ToldTask => ({ name, expectedSeconds: 60, shortestSeconds: undefined });
  const first = decisionRecord();
  const second = decisionRecord({ decisionId: 'd-2', submissionId: 's-2', decidedAt: later });
  const third = decisionRecord({ decisionId: 'd-3', submissionId: 's-3', digest: 'b'.repeat(64) });
  const decisions = localDecisions(await localStore(), {
    keptSeconds,
    now: () => new Date(later),
    taskOf: (digest) => named(digest === third.digest ? 'b' : 'a'),
  });
  for (const record of [first, second, third]) await decisions.put(record, claimsOf(record));
  expect(decisions.latestOfTasks(10, 1_000_000)).toEqual([
    { ...named('a'), record: second },
    { ...named('b'), record: third },
  ]);
  expect(decisions.latestOfTasks(1, 1_000_000)).toHaveLength(1);
  expect(decisions.latestOfTasks(10, 600)).toHaveLength(1);
});
