import { addressOf } from '../shared/informatica-api/address.ts';
import { OrganizationError } from '../shared/informatica-api/organization-error.ts';
import { type Access, headerValue } from '../shared/informatica-api/session.ts';
import { UsageError } from './errors.ts';

/** Where an organization is. */
export interface OrganizationOptions {
  readonly loginUrl?: string;
  readonly baseUrl?: string;
}

const expected =
  'expected --login-url with INFORMATICA_USERNAME and INFORMATICA_PASSWORD in the environment, or --base-url with INFORMATICA_SESSION_ID';

/**
 * Who asks an organization, and where: addresses from the command line, credentials from the environment alone. Throws
 * UsageError, which holds none of them.
 */
export function accessOf({ loginUrl, baseUrl }: OrganizationOptions, environment: NodeJS.ProcessEnv): Access {
  const { INFORMATICA_USERNAME: username, INFORMATICA_PASSWORD: password } = environment;
  const sessionId = environment.INFORMATICA_SESSION_ID;
  const login =
    loginUrl !== undefined && username && password
      ? { url: checked(() => addressAt(loginUrl, '--login-url')), username, password }
      : undefined;
  const session =
    baseUrl !== undefined && sessionId
      ? {
          id: checked(() => headerValue(sessionId)),
          baseUrl: checked(() => addressAt(baseUrl, '--base-url')),
        }
      : undefined;
  if (login === undefined && session === undefined) throw new UsageError(expected);
  return { login, session };
}

/** People know the host: the API is below `/saas` there. */
function addressAt(text: string, option: string): string {
  const address = addressOf(text, option);
  return new URL(address).pathname === '/' ? `${address}/saas` : address;
}

function checked<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof OrganizationError ? new UsageError(error.message) : error;
  }
}
