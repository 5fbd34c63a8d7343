import { readRefusal } from '../informatica/refusal-answer.ts';
import { delayBefore } from './delays.ts';
import { type Answer, type Call, exchange, UnansweredError } from './exchange.ts';
import { OrganizationError } from './organization-error.ts';
import type { Outside } from './outside.ts';

/** A call that Informatica refuses because the session is over. */
export class SessionOverError extends OrganizationError {
  override readonly name = 'SessionOverError';
}

/** How often a call is tried in all. */
const mostTries = { tooMany: 8, failed: 4 };
const failures = new Set([500, 502, 503, 504]);

/** Why a call is to be tried again. */
interface Setback {
  readonly kind: keyof typeof mostTries;
  readonly error: OrganizationError;
  readonly retryAfter: string | undefined;
}

/**
 * Calls until there is an answer of success. "Too many requests", answers that failed (500, 502, 503, 504) and those that did
 * not come whole are waited out, for a while. Throws {@link SessionOverError}, or OrganizationError with the status and
 * Informatica's code.
 */
export async function ask(call: Call, outside: Outside): Promise<Buffer> {
  const tries = { tooMany: 0, failed: 0 };
  for (;;) {
    const result = await attempt(call, outside);
    if (Buffer.isBuffer(result)) return result;
    const { kind, error, retryAfter } = result;
    tries[kind]++;
    if (tries[kind] >= mostTries[kind]) throw error;
    await outside.wait(
      delayBefore(tries.tooMany + tries.failed, { retryAfter, what: call.what }, outside),
      outside.stop,
    );
  }
}

async function attempt(call: Call, outside: Outside): Promise<Buffer | Setback> {
  try {
    if (outside.stop.aborted) throw new OrganizationError(`${call.what}: interrupted`);
    return judged(call, await exchange(outside, call));
  } catch (error) {
    if (!(error instanceof UnansweredError)) throw error;
    return { kind: 'failed', error, retryAfter: undefined };
  }
}

function judged({ what }: Call, { status, bytes, retryAfter }: Answer): Buffer | Setback {
  const isSuccess = status >= 200 && status <= 299;
  const { code, isTooMany, isSessionOver } = readRefusal(status, refusalText(isSuccess, bytes));
  const named = code === undefined ? '' : ` (${code})`;
  const error = new OrganizationError(`${what}: Informatica answered ${status}${named}`);
  if (isTooMany) return { kind: 'tooMany', error, retryAfter };
  if (failures.has(status)) return { kind: 'failed', error, retryAfter };
  if (isSessionOver) throw new SessionOverError(error.message);
  if (!isSuccess || code !== undefined) throw error;
  return bytes;
}

/** Bytes up to which an answer can be a refusal. */
const longestRefusal = 64 * 1024;

/** An error object may come with a status of success too; what is longer than one, or no object, is none. */
function refusalText(isSuccess: boolean, bytes: Buffer): string {
  const isObject =
    bytes.length <= longestRefusal && bytes.subarray(0, 16).toString('latin1').trimStart()[0] === '{';
  return isObject || !isSuccess ? bytes.subarray(0, longestRefusal).toString('utf8') : '';
}
