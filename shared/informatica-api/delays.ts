import { OrganizationError } from './organization-error.ts';
import type { Outside } from './outside.ts';

const second = 1000;
const first = 2 * second;
const longest = 60 * second;
/** The longest wait that Informatica may ask for. */
const longestAskedFor = 15 * 60 * second;

/**
 * Milliseconds to wait before a call is tried again: what `Retry-After` says (seconds, or a date; RFC 9110, 10.2.3), else
 * twice as long as before, each time with some chance in it. `tries` counts those that failed. Throws OrganizationError where
 * Informatica asks for more than a quarter of an hour.
 */
export function delayBefore(
  tries: number,
  { retryAfter, what }: { readonly retryAfter: string | undefined; readonly what: string },
  { random, now }: Pick<Outside, 'random' | 'now'>,
): number {
  const asked = askedFor(retryAfter, now());
  if (asked !== undefined && asked > longestAskedFor)
    throw new OrganizationError(`${what}: Informatica asks to wait ${Math.round(asked / second)} s`);
  const usual = Math.min(first * 2 ** (tries - 1), longest);
  return asked ?? usual / 2 + (random() * usual) / 2;
}

/** `undefined` where the header is absent or says nothing that can be understood. */
function askedFor(retryAfter: string | undefined, now: number): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\d{1,9}$/.test(retryAfter.trim())) return Number(retryAfter) * second;
  const date = /GMT$/.test(retryAfter) ? Date.parse(retryAfter) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
