import { formatTime } from '../cloudtrail/time.ts';
import { clipTexts } from '../evaluation/clip.ts';
import type { ChainName, SessionLink } from '../sessions/session-chains.ts';
import type { RunName } from './run-audit.ts';

/** The sessions of one chain, for a report (`--sessions`). Times are ISO 8601. */
export interface SessionTimeline {
  readonly requester: string;
  readonly role: string;
  readonly sessionName: string;
  readonly sessions: readonly TimelineSession[];
  /**
   * The runs that lived on them, by name, in the order of their start; not those that may have lived on several chains, of which
   * nothing tells their own. Absent where no runs were given.
   */
  readonly runs?: readonly RunName[];
}

export interface TimelineSession {
  readonly eventId?: string;
  readonly accessKeyId?: string;
  readonly issuedAt: string;
  readonly expiresAt?: string;
  /** When it has to be renewed to be so in time: the policy’s `renewalLeadSeconds` before it ends. */
  readonly renewBy?: string;
  /** Seconds after the latest expiration of all earlier sessions; negative where they overlap. */
  readonly gapSeconds?: number;
}

/** Writes a chain as its timeline, texts shortened as in findings. `runs`: those that lived on it. */
export function timelineOf(
  name: ChainName,
  sessions: readonly TimelineSession[],
  runs: readonly RunName[] | undefined,
): SessionTimeline {
  return { ...clipTexts(name), sessions, ...(runs !== undefined && { runs }) };
}

/** Writes a session on its timeline. */
export function timelineSession(
  { request, gapSeconds }: SessionLink,
  renewalLeadSeconds: number,
): TimelineSession {
  const { eventId, issuedAccessKeyId, time, expiresAt } = request;
  return clipTexts({
    ...(eventId !== undefined && { eventId }),
    ...(issuedAccessKeyId !== undefined && { accessKeyId: issuedAccessKeyId }),
    issuedAt: formatTime(time),
    ...(expiresAt !== undefined && {
      expiresAt: formatTime(expiresAt),
      renewBy: formatTime(Math.max(time, expiresAt - renewalLeadSeconds)),
    }),
    ...(gapSeconds !== undefined && { gapSeconds }),
  });
}
