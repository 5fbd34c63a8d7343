import type { Retention } from '../../aws/records/retention.ts';
import { matchesGlob } from '../../json/glob.ts';
import type { Run } from '../../sessions/run.ts';
import {
  lateSeconds,
  mostEndedRuns,
  type SessionStore,
  trackedSeconds,
} from '../../sessions/session-store.ts';
import { isGlob } from '../../sessions/task-roles.ts';
import { asTold, keysOfTask, runKey, tell } from '../../sessions/told-run.ts';
import { secondsOf } from './expiry.ts';
import { type KeptRun, liveRuns } from './live-runs.ts';
import { recent } from './recent.ts';
import { minuteOf } from './slots.ts';
import type { Sqlite } from './sqlite.ts';

type Runs = Pick<SessionStore, 'putRun' | 'run' | 'runsOf' | 'endedRuns' | 'endedRunsCalled'>;
type Row = Readonly<Record<string, unknown>>;

/** One of so many runs that end has its task’s runs looked through for such that nobody needs any more. */
const oneForgettingOf = 16;
/** Runs that have ended in memory, for each of their roles, at most; and for how many minutes: by then records usually have come. */
const [mostRecent, recentMinutes] = [100_000, 60];
/** Minutes between two looks for runs that never ended. */
const pause = 60;

/**
 * Makes the part of the store that keeps runs. Those that go on are in memory too (`live`), and some of those that ended last:
 * it is they that each session is laid beside.
 */
export function localRuns(
  { statement, together }: Sqlite,
  { keptSeconds, now }: Retention,
  live = liveRuns(),
): Runs {
  const seconds = () => secondsOf(now());
  const last = statement('SELECT max(minute) AS minute FROM runs_of_roles').get()?.minute;
  const ended = recent<KeptRun>(mostRecent, last == null ? Number.NEGATIVE_INFINITY : Number(last) + 1);
  const globs = new Set<string>();
  let ends = 0;
  let lookedAt = minuteOf(now().getTime());
  readWhatGoesOn();

  function readWhatGoesOn(): void {
    for (const { role } of statement('SELECT DISTINCT role FROM runs_of_roles WHERE is_glob = 1').iterate())
      globs.add(String(role));
    const rows = statement(
      'SELECT * FROM runs WHERE (ended_at IS NULL OR ended_at > ?) AND expires_at > ?',
    ).iterate(now().getTime(), seconds());
    for (const row of rows) goesOn(keptRun(row));
  }

  function goesOn(kept: KeptRun): void {
    live.put(kept);
    for (const role of kept.roles) if (isGlob(role)) globs.add(role);
  }

  function keptOf(key: string): KeptRun | undefined {
    const known = live.get(key);
    if (known !== undefined) return known.expiresAt > seconds() ? known : undefined;
    const row = statement('SELECT * FROM runs WHERE key = ? AND expires_at > ?').get(key, seconds());
    return row && keptRun(row);
  }

  function putRun(said: Run, saidRoles: readonly string[]): Run {
    const key = runKey(said);
    const before = keptOf(key);
    const told = tell(before?.told ?? [], said);
    const known = before?.roles ?? [];
    const roles = [...new Set([...known, ...saidRoles])];
    if (before !== undefined && isSame(told, before.told) && roles.length === known.length) return before.run;
    const run = asTold(told);
    const expiresAt = seconds() + (run.endedAt === undefined ? trackedSeconds : keptSeconds);
    const kept = { key, told, run, roles, expiresAt };
    write(kept);
    stand(kept);
    return run;
  }

  function write({ key, told, run: { taskId, taskName, endedAt }, roles, expiresAt }: KeptRun): void {
    statement('INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)').run(
      ...[key, taskId ?? null, taskName ?? null, endedAt ?? null],
      ...[JSON.stringify(roles), JSON.stringify(told), expiresAt],
    );
  }

  /** Where its end is yet to come, it goes on; where it was thought to have ended before, it is found as what it is now. */
  function stand(kept: KeptRun): void {
    const { key, run, roles } = kept;
    const time = now().getTime();
    live.remove(key);
    if (run.endedAt === undefined || run.endedAt > time) goesOn(kept);
    if (minuteOf(time) >= lookedAt + pause) {
      lookedAt = minuteOf(time);
      live.forgetPast(seconds());
    }
    if (run.endedAt === undefined) return;
    const minute = minuteOf(run.endedAt);
    for (const role of roles) {
      if (isGlob(role)) globs.add(role);
      ended.put(minute, role, key, kept);
      statement('INSERT OR IGNORE INTO runs_of_roles VALUES (?, ?, ?, ?)').run(
        ...[minute, role, key, Number(isGlob(role))],
      );
    }
    ended.forgetBefore(minuteOf(time) - recentMinutes);
    noteEnd(run);
  }

  function noteEnd({ taskId, taskName }: Run): void {
    const task = taskId ?? taskName;
    if (task === undefined) return;
    const [from, to] = keysOfTask(task);
    if (taskId !== undefined && taskName !== undefined && taskName !== taskId)
      statement('INSERT OR IGNORE INTO tasks_called VALUES (?, ?)').run(taskName, from);
    if (++ends % oneForgettingOf === 0) forget(from, to);
  }

  /** Deletes runs of a task that are no known runs any more, and too old to be judged again. */
  function forget(from: string, to: string): void {
    statement(
      `DELETE FROM runs WHERE ended_at < ? AND key IN
       (SELECT key FROM runs WHERE key BETWEEN ? AND ? AND ended_at IS NOT NULL
        ORDER BY ended_at DESC, key DESC LIMIT -1 OFFSET ?)`,
    ).run((seconds() - lateSeconds) * 1000, from, to, mostEndedRuns);
  }

  function runsOf(roleArn: string, from: number): Run[] {
    const until = seconds();
    const since = Math.max(from, until - lateSeconds + 1) * 1000;
    const names = [roleArn, ...[...globs].filter((glob) => matchesGlob(roleArn, glob))];
    const found = new Map<string, Run>();
    for (const name of names)
      for (const { key, run, expiresAt } of standingAt(name, since))
        if ((run.endedAt === undefined || run.endedAt >= since) && expiresAt > until) found.set(key, run);
    return [...found.values()];
  }

  function standingAt(role: string, since: number): KeptRun[] {
    const [from, to] = [minuteOf(since), minuteOf(now().getTime())];
    const past = ended.reaches(from) ? ended.of(role, from, to) : endedInFile(role, from, to);
    // An end moves to a later time only: what comes last is how a run is known now.
    return [...past, ...live.of(role)];
  }

  function endedInFile(role: string, from: number, to: number): KeptRun[] {
    return statement(
      `WITH RECURSIVE minutes (minute) AS (
         VALUES (?) UNION ALL SELECT minute + 1 FROM minutes WHERE minute < ?
       )
       SELECT runs.* FROM minutes CROSS JOIN runs_of_roles USING (minute) CROSS JOIN runs ON key = run_key
       WHERE role = ?`,
    )
      .all(from, to, role)
      .map(keptRun);
  }

  function endedRuns(taskId: string): Run[] {
    return statement(
      `SELECT * FROM runs WHERE key BETWEEN ? AND ? AND task_id = ? AND ended_at IS NOT NULL AND expires_at > ?
       ORDER BY ended_at DESC, key DESC LIMIT ?`,
    )
      .all(...keysOfTask(taskId), taskId, seconds(), mostEndedRuns)
      .map((row) => keptRun(row).run);
  }

  function endedRunsCalled(idOrName: string): Run[] {
    return statement(
      `SELECT * FROM runs WHERE key BETWEEN ?1 AND ?2 AND ended_at IS NOT NULL AND expires_at > ?4
       UNION ALL
       SELECT runs.* FROM tasks_called CROSS JOIN runs ON key BETWEEN runs_from AND runs_from || char(0x10ffff)
       WHERE name = ?3 AND task_name = ?3 AND ended_at IS NOT NULL AND expires_at > ?4
       ORDER BY ended_at DESC, key DESC LIMIT ?5`,
    )
      .all(...keysOfTask(idOrName), idOrName, seconds(), mostEndedRuns)
      .map((row) => keptRun(row).run);
  }

  return {
    putRun: async (said, roles) => together(() => putRun(said, roles)),
    run: async (key) => keptOf(key)?.run,
    runsOf: async (roleArn, from) => runsOf(roleArn, from),
    endedRuns: async (taskId) => endedRuns(taskId),
    endedRunsCalled: async (idOrName) => endedRunsCalled(idOrName),
  };
}

function isSame(one: readonly Run[], other: readonly Run[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function keptRun({ key, told: text, roles, expires_at }: Row): KeptRun {
  const told = JSON.parse(String(text));
  return {
    key: String(key),
    told,
    run: asTold(told),
    roles: JSON.parse(String(roles)),
    expiresAt: Number(expires_at),
  };
}
