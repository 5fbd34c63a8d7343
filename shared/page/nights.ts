import type { SessionTimeline } from '../audit/session-timeline.ts';

/** A session on a lane; times in milliseconds since 1970 UTC. */
interface LaneSession {
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly accessKeyId?: string;
}

/** The sessions of one chain in one night, and the stretches between them that no session covers. */
export interface Lane {
  readonly name: string;
  readonly sessions: readonly LaneSession[];
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
}

/** From one noon (UTC) to the next, so that no night is cut; shorter where all sessions are in it. */
export interface Night {
  readonly from: number;
  readonly to: number;
  readonly lanes: readonly Lane[];
}

const day = 86_400_000;
const noon = day / 2;

/** The nights in which there were sessions, the latest first. A session whose end nobody knows is on none. */
export function nightsOf(timelines: readonly SessionTimeline[]): Night[] {
  const nights = new Map<number, Lane[]>();
  for (const timeline of timelines) {
    const sessions = timeline.sessions.flatMap(laneSession).sort((a, b) => a.issuedAt - b.issuedAt);
    const byNight = Map.groupBy(sessions, ({ issuedAt }) => Math.floor((issuedAt - noon) / day));
    for (const [night, some] of byNight) {
      const lanes = nights.get(night) ?? [];
      lanes.push({ name: nameOf(timeline), sessions: some, gaps: gapsIn(some) });
      nights.set(night, lanes);
    }
  }
  return [...nights].sort(([one], [other]) => other - one).map(([night, lanes]) => nightOf(night, lanes));
}

function laneSession({
  issuedAt,
  expiresAt,
  accessKeyId,
}: SessionTimeline['sessions'][number]): LaneSession[] {
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
  const sessions = lanes.flatMap((lane) => lane.sessions);
  const from = sessions.reduce((least, { issuedAt }) => Math.min(least, issuedAt), Number.POSITIVE_INFINITY);
  const to = sessions.reduce((most, { expiresAt }) => Math.max(most, expiresAt), 0);
  const begin = night * day + noon;
  const isShort = to - from < day / 2;
  return { from: isShort ? from : begin, to: isShort ? to : Math.max(begin + day, to), lanes };
}
