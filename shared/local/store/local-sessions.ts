import { matchesGlob } from '../../json/glob.ts';
import type { Run } from '../../sessions/run.ts';
import type { CoveringSession } from '../../sessions/run-cover.ts';
import {
  lateSeconds,
  mostEndedRuns,
  type SessionStore,
  type TrackedSession,
  trackedSeconds,
  type WarningKey,
} from '../../sessions/session-store.ts';
import { isGlob } from '../../sessions/task-roles.ts';
import { asTold, runKey, tell } from '../../sessions/told-run.ts';
import { secondsOf } from './expiry.ts';
import type { Sqlite } from './sqlite.ts';

type Row = Record<string, unknown>;

/** Among a role's runs, when those end that go on: later than all times (https://262.ecma-international.org, Time Values). */
const notEnded = 8.64e15 + 1;

export interface LocalSessionOptions {
  /** Seconds for which ended runs are kept. */
  readonly keptSeconds: number;
  readonly now: () => Date;
}

/** Makes the store of sessions and runs on SQLite. */
export function localSessions(
  { statement, together }: Sqlite,
  { keptSeconds, now }: LocalSessionOptions,
): SessionStore {
  const seconds = () => secondsOf(now());

  function putSession(session: TrackedSession): void {
    const { roleArn = '', issuedAt, key, expiresAt, eventId } = session;
    const { accessKeyId, sessionName, sourceIdentity, requesterKeyId } = session;
    statement('INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...[roleArn, issuedAt, key, expiresAt ?? null, eventId ?? null, accessKeyId ?? null],
      ...[sessionName ?? null, sourceIdentity ?? null, requesterKeyId ?? null, issuedAt + trackedSeconds],
    );
  }

  function told(key: string): readonly Run[] {
    const row = statement('SELECT told FROM runs WHERE key = ? AND expires_at > ?').get(key, seconds());
    return row === undefined ? [] : JSON.parse(String(row.told));
  }

  function putRun(said: Run, roles: readonly string[]): Run {
    const key = runKey(said);
    const all = tell(told(key), said);
    const run = asTold(all);
    const { taskId, taskName, endedAt } = run;
    // What has not changed is not written: each index costs as much as the row.
    statement(
      `INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE
       SET task_id = excluded.task_id, task_name = excluded.task_name, ended_at = excluded.ended_at,
           told = excluded.told, expires_at = excluded.expires_at`,
    ).run(
      ...[key, taskId ?? null, taskName ?? null, endedAt ?? null, JSON.stringify(all)],
      seconds() + (endedAt === undefined ? trackedSeconds : keptSeconds),
    );
    const end = endedAt ?? notEnded;
    const until =
      endedAt === undefined ? seconds() + trackedSeconds : Math.floor(endedAt / 1000) + lateSeconds;
    for (const role of roles)
      statement(
        `INSERT INTO runs_of_roles VALUES (?, ?, ?, ?, ?) ON CONFLICT (run_key, role) DO UPDATE
         SET ended_at = excluded.ended_at, expires_at = excluded.expires_at`,
      ).run(role, end, key, Number(isGlob(role)), until);
    statement(
      'UPDATE runs_of_roles SET ended_at = ?, expires_at = ? WHERE run_key = ? AND (ended_at <> ? OR expires_at <> ?)',
    ).run(end, until, key, end, until);
    return run;
  }

  function runsOf(roleArn: string, from: number): Run[] {
    const since = [from * 1000, seconds()];
    const own = statement(
      `SELECT told FROM runs_of_roles JOIN runs ON runs.key = run_key
       WHERE role = ? AND is_glob = 0 AND runs_of_roles.ended_at >= ? AND runs_of_roles.expires_at > ?`,
    ).all(roleArn, ...since);
    const alike = statement(
      `SELECT role, told FROM runs_of_roles JOIN runs ON runs.key = run_key
       WHERE is_glob = 1 AND runs_of_roles.ended_at >= ? AND runs_of_roles.expires_at > ?`,
    ).all(...since);
    const rows = [...own, ...alike.filter(({ role }) => matchesGlob(roleArn, String(role)))];
    return [...new Set(rows.map((row) => String(row.told)))].map((text) => asTold(JSON.parse(text)));
  }

  return {
    putSession: async (session) => putSession(session),
    sessionsOf: async (roleArn, from, to) =>
      statement(
        'SELECT * FROM sessions WHERE role_arn = ? AND issued_at BETWEEN ? AND ? AND expires_at > ? ORDER BY issued_at, access_key_id, event_id',
      )
        .all(roleArn, from, to, seconds())
        .map(coveringSessionOf),
    sessionOfKey: async (accessKeyId) => {
      const row = statement('SELECT * FROM sessions WHERE access_key_id = ? AND expires_at > ?').get(
        ...[accessKeyId, seconds()],
      );
      return row && sessionOf(row);
    },
    roles: async () =>
      statement('SELECT DISTINCT role_arn FROM sessions WHERE role_arn <> ? ORDER BY role_arn')
        .all('')
        .map(({ role_arn }) => String(role_arn)),
    putRun: async (said, roles) => together(() => putRun(said, roles)),
    run: async (key) => {
      const all = told(key);
      return all.length === 0 ? undefined : asTold(all);
    },
    runsOf: async (roleArn, from) => runsOf(roleArn, from),
    endedRuns: async (taskId) =>
      statement(
        'SELECT told FROM runs WHERE task_id = ? AND ended_at IS NOT NULL AND expires_at > ? ORDER BY ended_at DESC, key DESC LIMIT ?',
      )
        .all(taskId, seconds(), mostEndedRuns)
        .map((row) => asTold(JSON.parse(String(row.told)))),
    endedRunsCalled: async (idOrName) =>
      statement(
        `SELECT told FROM runs WHERE (task_id = ?1 OR task_name = ?1) AND ended_at IS NOT NULL AND expires_at > ?2
         ORDER BY ended_at DESC, key DESC LIMIT ?3`,
      )
        .all(idOrName, seconds(), mostEndedRuns)
        .map((row) => asTold(JSON.parse(String(row.told)))),
    isWarned: async (warning) =>
      statement('SELECT 1 FROM warnings WHERE run_key = ? AND role_arn = ? AND ends_at = ?').get(
        ...valuesOf(warning),
      ) !== undefined,
    noteWarned: async (warning) => {
      statement('INSERT OR REPLACE INTO warnings VALUES (?, ?, ?, ?)').run(
        ...[...valuesOf(warning), seconds() + trackedSeconds],
      );
    },
  };
}

function valuesOf({ run, roleArn, expiresAt }: WarningKey): [string, string, number] {
  return [run, roleArn, expiresAt];
}

function sessionOf(row: Row): TrackedSession {
  const roleArn = String(row.role_arn);
  return {
    ...coveringSessionOf(row),
    key: String(row.key),
    roleArn: roleArn === '' ? undefined : roleArn,
  };
}

function coveringSessionOf(row: Row): CoveringSession {
  return {
    issuedAt: Number(row.issued_at),
    expiresAt: typeof row.ends_at === 'number' ? row.ends_at : undefined,
    eventId: textOf(row.event_id),
    accessKeyId: textOf(row.access_key_id),
    sessionName: textOf(row.session_name),
    sourceIdentity: textOf(row.source_identity),
    requesterKeyId: textOf(row.requester_key_id),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
