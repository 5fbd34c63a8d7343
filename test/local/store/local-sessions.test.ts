import { expect, it } from 'vitest';
import { localSessions } from '../../../shared/local/store/local-sessions.ts';
import { removeExpired } from '../../../shared/local/store/open-store.ts';
import { localStore } from '../../support/local/local-store.ts';
import { keptSeconds, now, run, session, sessionCases } from '../../support/records/session-cases.ts';

it.each(sessionCases)('in SQLite $name', async ({ holds }) => {
  const store = await localStore();
  await holds((time) => localSessions(store, { keptSeconds, now: () => new Date(time) }));
});

it('what is past its time is deleted', async () => {
  const store = await localStore();
  const sessions = localSessions(store, { keptSeconds, now: () => new Date(now) });
  await sessions.putSession(session('11:00:00'));
  await sessions.putRun(run(), ['arn:aws:iam::123456789012:role/orders']);
  await sessions.noteWarned({ run: 'one', roleArn: 'role', expiresAt: 1 });
  const countOf = (table: string) => store.statement(`SELECT count(*) AS count FROM ${table}`).get()?.count;
  const tables = ['sessions', 'runs', 'runs_of_roles', 'warnings'];
  expect(tables.map(countOf)).toEqual([1, 1, 1, 1]);
  removeExpired(store, new Date(Date.parse(now) + 9 * 24 * 3600 * 1000));
  expect(tables.map(countOf)).toEqual([0, 0, 0, 0]);
});
