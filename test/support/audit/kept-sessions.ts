import { IssuedSessions } from '../../../shared/audit/issued-sessions.ts';
import type { CredentialRequest } from '../../../shared/cloudtrail/record.ts';

/** Requests that issued sessions, as an audit keeps them. */
export function keptSessions(requests: Iterable<CredentialRequest>): IssuedSessions {
  const sessions = new IssuedSessions();
  for (const one of requests) sessions.add(one);
  return sessions;
}
