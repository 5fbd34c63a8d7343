import type { IssuedSession } from '../rules/facts.ts';
import type { Run } from '../sessions/run.ts';
import { type CoveringSession, isOf } from '../sessions/run-cover.ts';

/** A session as rules read it, and those of the runs of its role that it belongs to. */
export function issuedSession(session: CoveringSession, runsOfRole: readonly Run[]): IssuedSession {
  const { eventId, issuedAt, expiresAt, sessionName } = session;
  const runs = runsOfRole.filter((run) => isOf(run, session));
  return { eventId, issuedAt, expiresAt, sessionName, ...(runs.length > 0 && { runs }) };
}
