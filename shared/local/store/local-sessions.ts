import type { Retention } from '../../aws/records/retention.ts';
import { BoundedMap } from '../../json/bounded-map.ts';
import { byIssue, type CoveringSession } from '../../sessions/run-cover.ts';
import {
  longestRoleSessionSeconds,
  type SessionStore,
  type TrackedSession,
  trackedSeconds,
  type WarningKey,
} from '../../sessions/session-store.ts';
import { secondsOf } from './expiry.ts';
import { localRuns } from './local-runs.ts';
import { recent } from './recent.ts';
import { slotOf } from './slots.ts';
import type { Sqlite } from './sqlite.ts';

type Row = Record<string, unknown>;

const daySeconds = 24 * 3600;
/** Sessions in memory, at most: those of two hours and a half where 50 are issued a second. */
const mostRecent = 500_000;
/** Seconds for which they are in memory: as long as one may live, and a schedule that looks at its end may be late. */
const recentSeconds = longestRoleSessionSeconds + 3600;
/** Roles of which is remembered that they are noted. */
const mostNoted = 200_000;

/**
 * Makes the store of sessions and runs on SQLite; `keptSeconds` are those of runs that have ended. There is one at a time for a
 * file: part of what it holds is in memory too.
 */
export function localSessions(sqlite: Sqlite, options: Retention): SessionStore {
  const { statement } = sqlite;
  const seconds = () => secondsOf(options.now());
  const last = statement('SELECT max(slot) AS slot FROM sessions').get()?.slot;
  const latest = recent<CoveringSession>(
    mostRecent,
    last == null ? Number.NEGATIVE_INFINITY : Number(last) + 1,
  );
  /** Role → until when it is noted. */
  const noted = new BoundedMap<string, number>(mostNoted);

  function putSession(session: TrackedSession): void {
    const { roleArn = '', issuedAt, key, expiresAt, eventId } = session;
    const { accessKeyId, sessionName, sourceIdentity, requesterKeyId } = session;
    statement('INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...[roleArn, issuedAt, key, expiresAt ?? null, eventId ?? null, accessKeyId ?? null],
      ...[sessionName ?? null, sourceIdentity ?? null, requesterKeyId ?? null],
    );
    if (roleArn === '') return;
    latest.put(slotOf(issuedAt), roleArn, key, session);
    latest.forgetBefore(slotOf(seconds() - recentSeconds));
    noteRole(roleArn, issuedAt + trackedSeconds);
  }

  /** Once a day is enough. */
  function noteRole(arn: string, until: number): void {
    if ((noted.get(arn) ?? 0) >= until) return;
    noted.set(arn, until + daySeconds);
    statement(
      `INSERT INTO seen_roles VALUES (?, ?) ON CONFLICT (arn) DO UPDATE
       SET expires_at = max(expires_at, excluded.expires_at)`,
    ).run(arn, until + daySeconds);
  }

  function sessionsOf(roleArn: string, from: number, to: number): CoveringSession[] {
    const first = Math.max(from, seconds() - trackedSeconds + 1);
    if (first > to) return [];
    const found = latest.reaches(slotOf(first))
      ? latest.of(roleArn, slotOf(first), slotOf(to)).filter(isWithin(first, to))
      : inFile(roleArn, first, to);
    return found.sort(byIssue);
  }

  function inFile(roleArn: string, from: number, to: number): CoveringSession[] {
    return statement(
      `WITH RECURSIVE slots (slot) AS (
         VALUES (?) UNION ALL SELECT slot + 1 FROM slots WHERE slot < min(?, (SELECT max(slot) FROM sessions))
       )
       SELECT sessions.* FROM slots CROSS JOIN sessions USING (slot) WHERE role_arn = ? AND issued_at BETWEEN ? AND ?`,
    )
      .all(slotOf(from), slotOf(to), roleArn, from, to)
      .map(coveringSessionOf);
  }

  /** The latest first: it is asked for soon after it has expired. */
  function sessionOfKey(accessKeyId: string): TrackedSession | undefined {
    const now = seconds();
    const row = statement(
      `WITH RECURSIVE slots (slot) AS (
         SELECT min(?, max(slot)) FROM sessions UNION ALL SELECT slot - 1 FROM slots WHERE slot > ?
       )
       SELECT sessions.* FROM slots CROSS JOIN sessions USING (slot) WHERE access_key_id = ? AND issued_at > ? LIMIT 1`,
    ).get(
      ...[slotOf(now + daySeconds), slotOf(now - trackedSeconds)],
      ...[accessKeyId, now - trackedSeconds],
    );
    return row && sessionOf(row);
  }

  return {
    ...localRuns(sqlite, options),
    putSession: async (session) => putSession(session),
    sessionsOf: async (roleArn, from, to) => sessionsOf(roleArn, from, to),
    sessionOfKey: async (accessKeyId) => sessionOfKey(accessKeyId),
    roles: async () =>
      statement('SELECT arn FROM seen_roles WHERE expires_at > ? ORDER BY arn')
        .all(seconds())
        .map(({ arn }) => String(arn)),
    isWarned: async (warning) =>
      statement('SELECT 1 FROM warnings WHERE ends_at = ? AND run_key = ? AND role_arn = ?').get(
        ...valuesOf(warning),
      ) !== undefined,
    noteWarned: async (warning) => {
      statement('INSERT OR IGNORE INTO warnings VALUES (?, ?, ?)').run(...valuesOf(warning));
    },
  };
}

function isWithin(from: number, to: number) {
  return ({ issuedAt }: CoveringSession) => issuedAt >= from && issuedAt <= to;
}

function valuesOf({ run, roleArn, expiresAt }: WarningKey): [number, string, string] {
  return [expiresAt, run, roleArn];
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
