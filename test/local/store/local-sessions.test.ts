import { describe, expect, it } from 'vitest';
import { liveRuns } from '../../../shared/local/store/live-runs.ts';
import { localRuns } from '../../../shared/local/store/local-runs.ts';
import { localSessions } from '../../../shared/local/store/local-sessions.ts';
import { removeExpired } from '../../../shared/local/store/remove-expired.ts';
import type { Sqlite } from '../../../shared/local/store/sqlite.ts';
import {
  lateSeconds,
  mostEndedRuns,
  type SessionStore,
  trackedSeconds,
} from '../../../shared/sessions/session-store.ts';
import { localStore } from '../../support/local/local-store.ts';
import { ended, keptSeconds, now, run, session, sessionCases } from '../../support/records/session-cases.ts';

const role = 'arn:aws:iam::123456789012:role/orders';
const sessionsAt = (store: Sqlite, time: string) =>
  localSessions(store, { keptSeconds, now: () => new Date(time) });
const later = (seconds: number) => new Date(Date.parse(now) + seconds * 1000);

it.each(sessionCases)('in SQLite $name', async ({ holds }) => {
  const store = await localStore();
  await holds((time) => sessionsAt(store, time));
});

/** A store that is opened again for each call: what it knows it has from its file. */
function reopening(store: Sqlite, time: string): SessionStore {
  const calls = Object.keys(sessionsAt(store, time)) as (keyof SessionStore)[];
  const again = (call: keyof SessionStore) => {
    return (...words: readonly unknown[]) => Reflect.apply(sessionsAt(store, time)[call], undefined, words);
  };
  return Object.fromEntries(calls.map((call) => [call, again(call)])) as unknown as SessionStore;
}

it.each(sessionCases)('in SQLite, from its file alone, $name', async ({ holds }) => {
  const store = await localStore();
  await holds((time) => reopening(store, time));
});

describe('what is past its time', () => {
  const countOf = (store: Sqlite, table: string) =>
    store.statement(`SELECT count(*) AS count FROM ${table}`).get()?.count;
  const tables = ['sessions', 'seen_roles', 'runs', 'runs_of_roles', 'tasks_called', 'warnings'];

  it('is deleted, and not before', async () => {
    const store = await localStore();
    const sessions = sessionsAt(store, now);
    await sessions.putSession(session('11:00:00'));
    await sessions.putRun(run({ id: 'goes on' }), [role]);
    await sessions.putRun(ended(), [role]);
    await sessions.noteWarned({ run: 'one', roleArn: role, expiresAt: Date.parse(now) / 1000 });
    const counts = (seconds: number) => {
      removeExpired(store, later(seconds));
      return tables.map((table) => countOf(store, table));
    };
    expect(counts(0)).toEqual([1, 1, 2, 1, 1, 1]);
    expect(counts(lateSeconds)).toEqual([1, 1, 2, 0, 1, 1]);
    expect(counts(trackedSeconds - 3600)).toEqual([1, 1, 2, 0, 1, 1]);
    expect(counts(trackedSeconds)).toEqual([0, 1, 1, 0, 1, 0]);
    expect(counts(trackedSeconds + 24 * 3600)).toEqual([0, 0, 1, 0, 1, 0]);
    expect(counts(keptSeconds)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('are a task’s runs but for its latest 60, when they are too old to be judged again', async () => {
    const store = await localStore();
    const hour = 3600;
    const endAt = (hours: number) => Date.parse(now) + hours * hour * 1000;
    for (let hours = 0; hours < 200; hours++) {
      const one = ended({ id: `task-1/${hours}`, startedAt: endAt(hours - 1), endedAt: endAt(hours) });
      await sessionsAt(store, later(hours * hour).toISOString()).putRun(one, [role]);
    }
    // As each is the first end that its store has seen, nothing was looked through yet.
    expect(countOf(store, 'runs')).toBe(200);
    const sessions = sessionsAt(store, later(200 * hour).toISOString());
    await sessions.putRun(ended({ id: 'others', taskId: 'task-2', endedAt: endAt(0) }), [role]);
    for (let hours = 200; hours < 216; hours++)
      await sessions.putRun(ended({ id: `task-1/${hours}`, startedAt: 0, endedAt: endAt(hours) }), [role]);
    expect(countOf(store, 'runs')).toBe(1 + mostEndedRuns + 1);
    expect((await sessions.endedRuns('task-1')).length).toBe(mostEndedRuns);
    expect(await sessions.endedRuns('task-2')).toHaveLength(1);
  });

  it('are no runs of the last day, however many', async () => {
    const store = await localStore();
    const sessions = sessionsAt(store, now);
    for (let index = 0; index < 200; index++) await sessions.putRun(ended({ id: `task-1/${index}` }), [role]);
    expect(countOf(store, 'runs')).toBe(200);
    expect(await sessions.runsOf(role, 0)).toHaveLength(200);
  });
});

it('runs that never end leave memory when they are past their time', async () => {
  const live = liveRuns();
  let time = new Date(now);
  const runs = localRuns(await localStore(), { keptSeconds, now: () => time }, live);
  await runs.putRun(run({ id: 'never ends' }), [role]);
  time = later(trackedSeconds - 3600);
  await runs.putRun(run({ id: 'goes on' }), [role]);
  expect([...live.of(role)]).toHaveLength(2);
  time = later(trackedSeconds + 3600);
  await runs.putRun(run({ id: 'goes on too' }), [role]);
  expect([...live.of(role)].map(({ run: { id } }) => id)).toEqual(['goes on', 'goes on too']);
});

it('memory holds sessions of the last hours alone, and runs that ended in the last one', async () => {
  const store = await localStore();
  let time = new Date(now);
  const sessions = localSessions(store, { keptSeconds, now: () => time });
  await sessions.putSession(session('11:00:00'));
  await sessions.putRun(ended(), [role]);
  const found = async () => [
    (await sessions.sessionsOf(role, session('11:00:00').issuedAt, Date.parse(now) / 1000)).length,
    (await sessions.runsOf(role, Date.parse(now) / 1000 - 3600)).length,
  ];
  // What is taken from the file is seen no more where memory does not have it.
  store.run('DELETE FROM sessions; DELETE FROM runs_of_roles');
  expect(await found()).toEqual([1, 1]);
  time = later(13 * 3600);
  await sessions.putSession(session('23:59:00'));
  await sessions.putRun(ended({ id: 'later', endedAt: time.getTime() }), [role]);
  store.run('DELETE FROM sessions; DELETE FROM runs_of_roles');
  expect(await found()).toEqual([0, 0]);
});

it('a run of which a later end becomes known, one that is yet to come, is found by that', async () => {
  const sessions = sessionsAt(await localStore(), now);
  const endedAt = Date.parse(now) + 600_000;
  for (const end of [ended(), ended({ endedAt })]) await sessions.putRun(end, [role]);
  expect(await sessions.runsOf(role, 0)).toEqual([ended({ endedAt })]);
});

it('records that come a day late are laid beside runs that memory does not hold', async () => {
  const store = await localStore();
  await sessionsAt(store, now).putRun(ended(), [role]);
  await sessionsAt(store, now).putRun(ended({ id: 'alike' }), [`${role.slice(0, -1)}*`]);
  const end = (ended().endedAt ?? 0) / 1000;
  const found = async (from: number) => {
    const runs = await sessionsAt(store, later(3600).toISOString()).runsOf(role, from);
    return runs.map(({ id }) => id).sort();
  };
  expect(await found(end - 60)).toEqual(['alike', 'task-1/7']);
  expect(await found(end + 1)).toEqual([]);
});
