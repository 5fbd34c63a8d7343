import { readLoginAnswer } from '../informatica/login-answer.ts';
import { addressOf, isLoopback } from './address.ts';
import { ask, SessionOverError } from './ask.ts';
import { jsonAnswer } from './json-answer.ts';
import { NoSessionError, OrganizationError } from './organization-error.ts';
import type { Outside } from './outside.ts';

/** Who asks, and where. One of login and session must be there. */
export interface Access {
  /** Where a user logs in, and who. */
  readonly login?: { readonly url: string; readonly username: string; readonly password: string } | undefined;
  /** A session that is open already, which nobody can renew. */
  readonly session?: OpenSession | undefined;
}

/** A session, and the address to which it belongs: `https://usw5.dm-us.informaticacloud.com/saas`. */
export interface OpenSession {
  readonly id: string;
  readonly baseUrl: string;
}

/** The session of a sweep. */
export interface SessionKeeper {
  /** The session in use; the first call logs in where there is none. Throws NoSessionError. */
  readonly current: () => Promise<OpenSession>;
  /** A new session in the place of one that has ended. Throws NoSessionError where there is none to be had. */
  readonly renewed: (ended: OpenSession) => Promise<OpenSession>;
  /** What may be told nowhere: user, password, and every session that there was. */
  readonly secrets: () => readonly string[];
}

/** Sessions end after half an hour without a call, and some organizations end them earlier: so many times, and no more. */
const mostRenewals = 10;
const mostLoginBytes = 1024 * 1024;

/** Keeps a session open for whoever asks with it, several calls at a time. */
export function keepSession({ login, session }: Access, outside: Outside): SessionKeeper {
  let open = session === undefined ? undefined : Promise.resolve(session);
  let renewals = 0;
  const secrets = [login?.username, login?.password, session?.id].filter((secret) => secret !== undefined);
  const logIn = async () => {
    if (login === undefined)
      throw new NoSessionError('the session has ended, and without user and password nobody can renew it');
    const opened = await sessionOf(login, outside);
    secrets.push(opened.id);
    return opened;
  };
  // What fails here fails for every later call too, which then asks nobody.
  const anew = async (ended: OpenSession) => {
    if (++renewals > mostRenewals)
      throw new NoSessionError(`the session has ended more than ${mostRenewals} times`);
    return atSameAddress(await logIn(), ended);
  };
  const current = async () => {
    open ??= logIn();
    return open;
  };
  return {
    current,
    secrets: () => secrets,
    renewed: async (ended) => {
      const now = await current();
      // Of several calls that met the end of one session, the first has renewed it for all.
      if (now.id !== ended.id) return now;
      open = anew(ended);
      return open;
    },
  };
}

async function sessionOf(
  { url, username, password }: NonNullable<Access['login']>,
  outside: Outside,
): Promise<OpenSession> {
  const what = 'login';
  try {
    const bytes = await ask(
      {
        method: 'POST',
        url: `${url}/public/core/v3/login`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, password }),
        mostBytes: mostLoginBytes,
        what,
      },
      outside,
    );
    const { sessionId, baseUrl } = jsonAnswer(bytes, what, readLoginAnswer);
    return { id: headerValue(sessionId), baseUrl: baseAddress(baseUrl, url) };
  } catch (error) {
    if (error instanceof SessionOverError)
      throw new NoSessionError(
        `${error.message}: user or password is wrong, or the login is not allowed from here`,
      );
    throw error instanceof OrganizationError ? new NoSessionError(error.message) : error;
  }
}

/** Of two organizations one sweep would make one: what was listed in the first is not looked for in the other. */
function atSameAddress(opened: OpenSession, ended: OpenSession): OpenSession {
  if (new URL(opened.baseUrl).origin === new URL(ended.baseUrl).origin) return opened;
  throw new NoSessionError('the session has ended, and the login leads to another address than it had');
}

/** Where the login leads: from another machine never to this one. */
function baseAddress(text: string, loginUrl: string): string {
  const address = addressOf(text, 'address in the answer of the login');
  if (isLoopback(new URL(address).hostname) && !isLoopback(new URL(loginUrl).hostname))
    throw new OrganizationError(
      'address in the answer of the login: leads to this machine, which is refused',
    );
  return address;
}

/** A text that can be a header's value; anything else would be quoted in the platform's own error. */
export function headerValue(text: string): string {
  if (/^[\x21-\x7e]{1,16384}$/.test(text)) return text;
  throw new OrganizationError('session id: expected visible ASCII characters without blanks');
}
