import type { CredentialRequest } from '../cloudtrail/record.ts';
import { diedOfExpiry, type Run } from './run.ts';
import { isGlob } from './task-roles.ts';

/** A session that may have carried a run. Times are seconds since 1970 UTC. */
export interface CoveringSession {
  readonly issuedAt: number;
  /** `undefined` where the record does not say it readably. */
  readonly expiresAt: number | undefined;
  readonly eventId: string | undefined;
  /** The key that it issued. */
  readonly accessKeyId: string | undefined;
  readonly sessionName: string | undefined;
  readonly sourceIdentity: string | undefined;
  /** The key that it was requested with. */
  readonly requesterKeyId: string | undefined;
}

/** A stretch of a run in which none of its sessions lived. Times are seconds since 1970 UTC. */
export interface UncoveredStretch {
  /** When the last session that lived until then expired. */
  readonly from: number;
  /** When the next one was issued; else the end of the run, or of what is known of it. */
  readonly to: number;
  readonly ended: CoveringSession;
  /** The session that came too late; absent where none came. */
  readonly renewed?: CoveringSession;
}

/** A run and a role that it assumes, over the sessions that belong to both (docs/guidelines.md, G4, U). */
export interface RunCover<Session extends CoveringSession = CoveringSession> {
  readonly run: Run;
  /** Whether it died of expired credentials. */
  readonly died: boolean;
  readonly roleArn: string;
  /** In the order of their issue. */
  readonly sessions: readonly Session[];
  readonly stretches: readonly UncoveredStretch[];
  /** Whether sessions without a readable expiration may cover what the others do not. */
  readonly isOpen: boolean;
  /** Whether it is known to the run’s end which sessions were issued. */
  readonly isSeenToItsEnd: boolean;
  /** Whether the run names what tells its sessions from those of other tasks. */
  readonly isItsOwn: boolean;
}

/** A run over the sessions of a role, and one of the stretches that none of them covers, where there is one. */
export interface CoveredRun {
  readonly cover: RunCover;
  readonly stretch: UncoveredStretch | undefined;
}

/** The session that a request issued, as runs are judged by it. */
export function coveringSession(request: CredentialRequest): CoveringSession {
  const { time, expiresAt, eventId, issuedAccessKeyId, sessionName, sourceIdentity, requester } = request;
  return {
    issuedAt: time,
    expiresAt,
    eventId,
    accessKeyId: issuedAccessKeyId,
    sessionName,
    sourceIdentity,
    requesterKeyId: requester.accessKeyId,
  };
}

/** The order of issue; of those that were issued at once the one with the lesser key comes first, and with the lesser event. */
export function byIssue(one: CoveringSession, other: CoveringSession): number {
  return (
    one.issuedAt - other.issuedAt ||
    ascending(one.accessKeyId, other.accessKeyId) ||
    ascending(one.eventId, other.eventId)
  );
}

function ascending(one = '', other = ''): number {
  return one < other ? -1 : Number(one > other);
}

/** Seconds before its start that a run’s first session may be issued: clocks differ. */
const leadSeconds = 60;
/** Times are whole seconds. */
const resolutionSeconds = 2;

/**
 * Lays a run over the sessions of a role, which are those of no AWS service and stand in the order of their issue. `knownUntil`: the
 * end of what is known, in seconds since 1970 UTC: of a run that has no end, and of the sessions that were issued.
 */
export function coverOf<Session extends CoveringSession>(
  run: Run,
  roleArn: string,
  sessionsOfRole: readonly Session[],
  knownUntil: number,
): RunCover<Session> {
  const end = latestIssue(run, knownUntil);
  const sessions: Session[] = [];
  for (let index = firstFrom(sessionsOfRole, earliestIssue(run)); index < sessionsOfRole.length; index++) {
    const session = sessionsOfRole[index];
    if (session === undefined || session.issuedAt > end) break;
    if (carries(run, session)) sessions.push(session);
  }
  const stretches = uncovered(sessions, end);
  const isAnyUnknown = sessions.some(({ expiresAt }) => expiresAt === undefined);
  return {
    run,
    died: diedOfExpiry(run),
    roleArn,
    sessions,
    stretches,
    isOpen: isAnyUnknown && (stretches.length > 0 || sessions[0]?.expiresAt === undefined),
    isSeenToItsEnd: run.endedAt === undefined || knownUntil >= Math.floor(end),
    isItsOwn: [run.sessionName, run.sourceIdentity, run.accessKeyId].some((name) => name !== undefined),
  };
}

/**
 * Those of a run's covers that say something of it. A glob stands for roles that it may assume: where it has a session of one
 * role, those that a glob alone means and that it has none of are no roles of it.
 */
export function coversConcerned<Cover extends RunCover>(
  covers: readonly Cover[],
  globs: readonly string[],
): readonly Cover[] {
  if (covers.every(({ sessions }) => sessions.length === 0)) return covers;
  const named = globs.filter((role) => !isGlob(role));
  return covers.filter(({ sessions, roleArn }) => sessions.length > 0 || named.includes(roleArn));
}

/** When the first session of a run may be issued, in seconds since 1970 UTC. */
export function earliestIssue({ startedAt }: Pick<Run, 'startedAt'>): number {
  return startedAt / 1000 - leadSeconds;
}

/** When the last session of a run may be issued, in seconds since 1970 UTC: at its end, or at that of what is known. */
export function latestIssue({ endedAt }: Pick<Run, 'endedAt'>, knownUntil: number): number {
  return endedAt === undefined ? knownUntil : endedAt / 1000;
}

/** Whether a session of a role that the run assumes belongs to it (docs/guidelines.md, G4, U). */
export function isOf(run: Run, session: CoveringSession): boolean {
  const end = latestIssue(run, Number.POSITIVE_INFINITY);
  const isInTime = session.issuedAt >= earliestIssue(run) && session.issuedAt <= end;
  return isInTime && carries(run, session);
}

/** What the run does not name may be anything. */
function carries(run: Run, session: CoveringSession): boolean {
  return (
    (run.sessionName ?? session.sessionName) === session.sessionName &&
    (run.sourceIdentity ?? session.sourceIdentity) === session.sourceIdentity &&
    (run.accessKeyId ?? session.requesterKeyId) === session.requesterKeyId
  );
}

/** Where the sessions begin that were issued from a time on. */
function firstFrom(sessions: readonly CoveringSession[], time: number): number {
  let [low, high] = [0, sessions.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sessions[middle]?.issuedAt ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A session without a readable expiration covers nothing: whoever judges knows that it may have. */
function uncovered(sessions: readonly CoveringSession[], end: number): UncoveredStretch[] {
  const stretches: UncoveredStretch[] = [];
  let ended: CoveringSession | undefined;
  const until = () => ended?.expiresAt ?? Number.POSITIVE_INFINITY;
  for (const session of sessions) {
    if (session.expiresAt === undefined) continue;
    const gap = { from: until(), to: session.issuedAt };
    if (ended !== undefined && gap.to - gap.from > resolutionSeconds)
      stretches.push({ ...gap, ended, renewed: session });
    if (ended === undefined || session.expiresAt > until()) ended = session;
  }
  if (ended !== undefined && end - until() > resolutionSeconds)
    stretches.push({ from: until(), to: end, ended });
  return stretches;
}
