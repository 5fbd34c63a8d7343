import { ask, SessionOverError } from './ask.ts';
import type { Call } from './exchange.ts';
import { NoSessionError } from './organization-error.ts';
import type { Outside } from './outside.ts';
import { type Access, keepSession, type OpenSession } from './session.ts';

/** A call within the organization: its path stands behind the base address. */
export interface ResourceCall extends Pick<Call, 'mostBytes' | 'what'> {
  readonly path: string;
  /** What is sent, as JSON; without it the call is a GET. */
  readonly send?: unknown;
}

/** Asks for a resource with the organization's session. Throws OrganizationError. */
export type AskResource = (call: ResourceCall) => Promise<Buffer>;

/** Sessions with which one call is tried: a server that ends each of them at once is not asked for ever. */
const mostSessions = 3;

/** Asks an organization, whose session is opened with the first call and renewed where it ends. */
export function askOrganization(access: Access, outside: Outside): AskResource {
  const sessions = keepSession(access, outside);
  return async (call) => {
    let session = await sessions.current();
    for (let tried = 1; ; tried++) {
      try {
        return await ask(calledWith(session, call), outside);
      } catch (error) {
        if (!(error instanceof SessionOverError)) throw error;
        if (tried >= mostSessions) throw new NoSessionError(`${error.message}, with a new session too`);
        session = await sessions.renewed(session);
      }
    }
  };
}

/** Either header is known to one version of the API (REST API Reference, "Session IDs"); either id serves both. */
function calledWith({ id, baseUrl }: OpenSession, { path, send, mostBytes, what }: ResourceCall): Call {
  const headers = { 'INFA-SESSION-ID': id, icSessionId: id };
  const common = { url: `${baseUrl}${path}`, mostBytes, what };
  if (send === undefined) return { method: 'GET', headers, ...common };
  return {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(send),
    ...common,
  };
}
