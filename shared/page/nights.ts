import type { AuditedRun } from '../audit/run-audit.ts';
import type { SessionTimeline } from '../audit/session-timeline.ts';

/** A session on a lane; times in milliseconds since 1970 UTC. */
interface LaneSession {
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly accessKeyId?: string;
}

/** A stretch of time, in milliseconds since 1970 UTC. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The sessions of one chain in one night, and the stretches between them that no session covers; or a run over its own. */
export interface Lane {
  readonly name: string;
  readonly sessions: readonly LaneSession[];
  readonly gaps: readonly Stretch[];
  readonly run?: Stretch & { readonly died: boolean };
}

/** From one noon (UTC) to the next, so that no night is cut; shorter where all sessions are in it. */
export interface Night {
  readonly from: number;
  readonly to: number;
  readonly lanes: readonly Lane[];
}

const day = 86_400_000;
const noon = day / 2;

/**
 * The nights in which there were runs or sessions, the latest first; runs stand above chains. A session whose end nobody
 * knows is on none.
 */
export function nightsOf(timelines: readonly SessionTimeline[], runs: readonly AuditedRun[] = []): Night[] {
  const nights = new Map<number, Lane[]>();
  for (const run of runs) {
    const night = nightAt(Date.parse(run.startedAt));
    nights.set(night, [...(nights.get(night) ?? []), ...lanesOfRun(run)]);
  }
  for (const timeline of timelines) {
    const sessions = timeline.sessions.flatMap(laneSession).sort((a, b) => a.issuedAt - b.issuedAt);
    const byNight = Map.groupBy(sessions, ({ issuedAt }) => nightAt(issuedAt));
    for (const [night, some] of byNight) {
      const lanes = nights.get(night) ?? [];
      lanes.push({ name: nameOf(timeline), sessions: some, gaps: gapsIn(some) });
      nights.set(night, lanes);
    }
  }
  return [...nights].sort(([one], [other]) => other - one).map(([night, lanes]) => nightOf(night, lanes));
}

function nightAt(time: number): number {
  return Math.floor((time - noon) / day);
}

/** A lane for each role of a run that had sessions; a run that goes on ends where anything is last known of it. */
function lanesOfRun({
  runId,
  task,
  taskId = '',
  startedAt,
  endedAt,
  diedOfExpiry,
  roles,
}: AuditedRun): Lane[] {
  return roles.flatMap(({ roleArn, sessions, uncovered }) => {
    const drawn = sessions.flatMap(laneSession);
    if (drawn.length === 0) return [];
    const gaps = uncovered.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }));
    const known = [...drawn.map(({ expiresAt }) => expiresAt), ...gaps.map(({ to }) => to)];
    const run = {
      from: Date.parse(startedAt),
      to: endedAt === undefined ? Math.max(...known) : Date.parse(endedAt),
      died: diedOfExpiry,
    };
    return [{ name: `run ${runId} of ${task ?? taskId} → ${roleArn}`, sessions: drawn, gaps, run }];
  });
}

interface DrawnSession {
  readonly issuedAt: string;
  readonly expiresAt?: string;
  readonly accessKeyId?: string;
}

function laneSession({ issuedAt, expiresAt, accessKeyId }: DrawnSession): LaneSession[] {
  const [from, to] = [Date.parse(issuedAt), Date.parse(expiresAt ?? '')];
  if (Number.isNaN(from) || Number.isNaN(to)) return [];
  return [
    { issuedAt: from, expiresAt: Math.max(from, to), ...(accessKeyId !== undefined && { accessKeyId }) },
  ];
}

function nameOf({ requester, role, sessionName }: SessionTimeline): string {
  return `${requester} → ${role}${sessionName === '' ? '' : ` as ${sessionName}`}`;
}

function gapsIn(sessions: readonly LaneSession[]): Lane['gaps'] {
  const gaps: { from: number; to: number }[] = [];
  let covered = Number.POSITIVE_INFINITY;
  for (const { issuedAt, expiresAt } of sessions) {
    if (issuedAt > covered) gaps.push({ from: covered, to: issuedAt });
    covered = Math.max(covered === Number.POSITIVE_INFINITY ? 0 : covered, expiresAt);
  }
  return gaps;
}

function nightOf(night: number, lanes: readonly Lane[]): Night {
  const spans = lanes.flatMap(({ sessions, run }) => [
    ...sessions.map(({ issuedAt, expiresAt }) => ({ from: issuedAt, to: expiresAt })),
    ...(run === undefined ? [] : [run]),
  ]);
  const from = spans.reduce((least, span) => Math.min(least, span.from), Number.POSITIVE_INFINITY);
  const to = spans.reduce((most, span) => Math.max(most, span.to), 0);
  const begin = night * day + noon;
  const isShort = to - from < day / 2;
  return { from: isShort ? from : begin, to: isShort ? to : Math.max(begin + day, to), lanes };
}
