import { formatTime } from '../cloudtrail/time.ts';
import { sha256 } from '../json/sha256.ts';
import { noFacts } from '../rules/facts.ts';
import type { Run } from '../sessions/run.ts';
import type { CoveringSession, RunCover } from '../sessions/run-cover.ts';
import { runKey } from '../sessions/told-run.ts';
import { clipTexts } from './clip.ts';
import { takesInRole, useIn } from './evaluate-run.ts';
import { contextOf } from './judge-subject.ts';
import type { RuleBook } from './rule-book.ts';

const hexDigits = 40;

/** Detail of the event `Temporary Credentials Expiring` (docs/events.md). Times are ISO 8601. */
export interface ExpiringCredentials {
  readonly schemaVersion: '1';
  /** `w1-` and 40 hex digits, the same however often it is published. */
  readonly id: string;
  readonly runId: string;
  readonly task?: string;
  readonly taskId?: string;
  readonly startedAt: string;
  readonly roleArn: string;
  /** `possible` where the run names nothing that tells its sessions from those of others on the same role. */
  readonly coverage: 'certain' | 'possible';
  /** The session that ends the last. */
  readonly session: {
    readonly issuedAt: string;
    readonly expiresAt: string;
    readonly accessKeyId?: string;
    readonly eventId?: string;
    readonly sessionName?: string;
  };
  /** Until it ends; 0 where it has. */
  readonly secondsLeft: number;
}

/** A session that has an end. */
type EndingSession = CoveringSession & { readonly expiresAt: number };

/**
 * When somebody has to look whether a run got new credentials, in seconds since 1970 UTC: the policy's `renewalLeadSeconds` before
 * the last of its sessions ends. None where it has ended, lives on nothing that is known to end, or on what lives no longer
 * than twice that time, and where its credentials do not expire (docs/guidelines.md, G4, G5).
 */
export function expiryToWatch(book: RuleBook, cover: RunCover): number | undefined {
  const last = lastToEnd(cover);
  if (last === undefined || !isWatched(book, cover)) return undefined;
  const lead = book.policy.parameters.renewalLeadSeconds;
  return last.expiresAt - last.issuedAt > 2 * lead ? last.expiresAt : undefined;
}

/** What people are told of a run whose credentials are about to end at a time; `now` in milliseconds since 1970 UTC. */
export function expiringCredentials(
  { run, roleArn, isItsOwn, ...cover }: RunCover,
  now: number,
): ExpiringCredentials | undefined {
  const last = lastToEnd(cover);
  if (last === undefined) return undefined;
  const { issuedAt, expiresAt, accessKeyId, eventId, sessionName } = last;
  return {
    schemaVersion: '1',
    id: warningId(run, roleArn, expiresAt),
    ...clipTexts({
      runId: run.id,
      ...(run.taskName !== undefined && { task: run.taskName }),
      ...(run.taskId !== undefined && { taskId: run.taskId }),
      startedAt: new Date(run.startedAt).toISOString(),
      roleArn,
    }),
    coverage: isItsOwn ? 'certain' : 'possible',
    session: clipTexts({
      issuedAt: formatTime(issuedAt),
      expiresAt: formatTime(expiresAt),
      ...(accessKeyId !== undefined && { accessKeyId }),
      ...(eventId !== undefined && { eventId }),
      ...(sessionName !== undefined && { sessionName }),
    }),
    secondsLeft: Math.max(0, Math.floor(expiresAt - now / 1000)),
  };
}

function warningId(run: Run, roleArn: string, expiresAt: number): string {
  const key = JSON.stringify([runKey(run), roleArn, formatTime(expiresAt)]);
  return `w1-${sha256(key).slice(0, hexDigits)}`;
}

function isWatched(book: RuleBook, cover: RunCover): boolean {
  const { run, roleArn } = cover;
  const { workload } = contextOf(book.policy, noFacts, useIn(cover));
  const isAdvanced = (run.mode ?? workload?.mode) === 'advanced';
  return run.endedAt === undefined && !isAdvanced && book.checks.run.length > 0 && takesInRole(book, roleArn);
}

/** None where one without a readable expiration may end later. */
function lastToEnd({ sessions }: Pick<RunCover, 'sessions'>): EndingSession | undefined {
  if (!sessions.every(hasEnd)) return undefined;
  return sessions.reduce<EndingSession | undefined>(
    (last, session) => (last === undefined || session.expiresAt > last.expiresAt ? session : last),
    undefined,
  );
}

function hasEnd(session: CoveringSession): session is EndingSession {
  return session.expiresAt !== undefined;
}
