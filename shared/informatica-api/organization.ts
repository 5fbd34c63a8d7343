import { ask, SessionOverError } from './ask.ts';
import type { Call } from './exchange.ts';
import { NoSessionError } from './organization-error.ts';
import type { Outside } from './outside.ts';
import { type Access, keepSession, type OpenSession } from './session.ts';

/** A call within the organization: its path stands behind the base address. */
interface ResourceCall extends Pick<Call, 'mostBytes' | 'what'> {
  readonly path: string;
  /** What is sent, as JSON; without it the call is a GET. */
  readonly send?: unknown;
}

/** An organization of Informatica, and who asks it. */
export interface Organization {
  /** Asks for a resource. Throws OrganizationError. */
  readonly ask: (call: ResourceCall) => Promise<Buffer>;
  /** Informatica's own words, as the end of a message: short, and none where they repeat a secret. Empty for none. */
  readonly quoted: (words: string) => string;
}

/** Characters of Informatica's words that are told. */
const longestQuote = 200;
/** Sessions with which one call is tried: a server that ends each of them at once is not asked for ever. */
const mostSessions = 3;

/** Asks an organization, whose session is opened with the first call and renewed where it ends. */
export function openOrganization(access: Access, outside: Outside): Organization {
  const sessions = keepSession(access, outside);
  return {
    ask: async (call) => {
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
    },
    quoted: (words) => quoted(words, sessions.secrets()),
  };
}

function quoted(words: string, secrets: readonly string[]): string {
  if (words.trim() === '') return '';
  const isTold = !secrets.some(
    (secret) => words.includes(secret) || words.includes(encodeURIComponent(secret)),
  );
  return isTold ? `: ${words.trim().slice(0, longestQuote)}` : ', in words that repeat a secret';
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
