import { expect, it } from 'vitest';
import type { Violation } from '../../../shared/contracts/result-contract.generated.ts';
import { localViolations } from '../../../shared/local/store/local-violations.ts';
import { removeExpired } from '../../../shared/local/store/remove-expired.ts';
import type { Sqlite } from '../../../shared/local/store/sqlite.ts';
import { violationOf } from '../../support/findings/violations.ts';
import { localStore } from '../../support/local/local-store.ts';
import { keptSeconds, now, several, violationCases } from '../../support/records/violation-cases.ts';

const at = (store: Sqlite, time = now) => localViolations(store, { keptSeconds, now: () => new Date(time) });

it.each(violationCases)('in SQLite $name', async ({ holds }) => {
  const store = await localStore();
  await holds((time) => at(store, time));
});

it('violations past their time are deleted', async () => {
  const store = await localStore();
  await at(store).put(several(2));
  removeExpired(store, new Date('2027-12-01T00:00:00.000Z'));
  expect(store.statement('SELECT count(*) AS count FROM violations').get()).toEqual({ count: 0 });
});

it('violations are kept all or none', async () => {
  const store = await localStore();
  const [one, other] = several(2) as [Violation, Violation];
  const broken = { ...other, severity: undefined as never };
  await expect(at(store).put([one, broken])).rejects.toThrow();
  expect(await at(store).violation(one.id)).toBeUndefined();
});

it('the gravest findings are those of records, those in force first', async () => {
  const kept = at(await localStore());
  const of = (letter: string, more: Partial<Violation>) =>
    violationOf(letter, {
      ...more,
      subject: { kind: 'credential-request', eventName: letter, roleArn: letter },
    });
  await kept.put([
    of('a', { severity: 'low' }),
    of('b', { severity: 'critical', status: 'exempted' }),
    of('c', { severity: 'high' }),
    violationOf('d', { subject: { kind: 'submission', task: 'orders' } }),
  ]);
  const ids = (most: number) => kept.gravestOfRecords(most).map(({ newest }) => newest.id.at(-1));
  expect(ids(10)).toEqual(['c', 'a', 'b']);
  expect(ids(2)).toEqual(['c', 'a']);
});
