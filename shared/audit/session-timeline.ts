import { formatTime } from '../cloudtrail/time.ts';
import { clipTexts } from '../evaluation/clip.ts';
import type { ChainName, SessionLink } from '../sessions/session-chains.ts';

/** The sessions of one chain, for a report (`--sessions`). Times are ISO 8601. */
export interface SessionTimeline {
  readonly requester: string;
  readonly role: string;
  readonly sessionName: string;
  readonly sessions: readonly TimelineSession[];
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

/** Writes a chain as its timeline, texts shortened as in findings. */
export function timelineOf(name: ChainName, sessions: readonly TimelineSession[]): SessionTimeline {
  return { ...clipTexts(name), sessions };
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
