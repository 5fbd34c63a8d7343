import { OrganizationError } from './organization-error.ts';

/**
 * The address of an organization, without a slash at its end. `named` says in the error where it comes from. Only https is
 * taken, and http where the other end is this machine. Throws {@link OrganizationError}, without the text: it may hold a
 * password.
 */
export function addressOf(text: string, named: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw new OrganizationError(`${named}: expected a URL`);
  if (url.username !== '' || url.password !== '')
    throw new OrganizationError(`${named}: expected a URL without user and password`);
  if (url.search !== '' || url.hash !== '')
    throw new OrganizationError(`${named}: expected a URL without a query or fragment`);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    throw new OrganizationError(`${named}: expected https, which alone hides credentials on the way`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** Whether an address is this machine's own. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
