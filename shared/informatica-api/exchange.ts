import { isObject } from '../json/value.ts';
import { OrganizationError } from './organization-error.ts';
import type { Outside } from './outside.ts';

/** One call. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
  /** Bytes that the answer may have at most. */
  readonly mostBytes: number;
  /** What is asked for, for messages: `objects`. */
  readonly what: string;
}

/** What came back, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly bytes: Buffer;
  /** The header of that name, as it came. */
  readonly retryAfter: string | undefined;
}

/** There was no whole answer: asked again there may be one. */
export class UnansweredError extends OrganizationError {
  override readonly name = 'UnansweredError';
}

/** Milliseconds for an answer to come whole. */
const patience = 10 * 60_000;
const mostRedirects = 3;

/**
 * Sends a call and reads its answer, within the limit of its size. Redirects are followed on the same host alone, and by GET
 * alone: whoever is led elsewhere would take the session along. Throws {@link UnansweredError} where no whole answer came,
 * OrganizationError where the answer is refused.
 */
export async function exchange(outside: Pick<Outside, 'send' | 'stop'>, call: Call): Promise<Answer> {
  let { url } = call;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await responseTo(outside, { ...call, url });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return answerIn(response, call);
    await discard(response);
    url = redirected(call, url, location);
  }
  throw new OrganizationError(`${call.what}: redirected more than ${mostRedirects} times`);
}

async function responseTo(
  { send, stop }: Pick<Outside, 'send' | 'stop'>,
  { method, url, headers, body, what }: Call,
): Promise<Response> {
  try {
    return await send(url, {
      method,
      headers: { accept: 'application/json', ...headers },
      ...(body !== undefined && { body }),
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(patience), stop]),
    });
  } catch (error) {
    throw new UnansweredError(`${what}: no answer: ${codeOf(error)}`);
  }
}

function redirected({ method, what }: Call, from: string, location: string): string {
  const to = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (to?.origin !== new URL(from).origin)
    throw new OrganizationError(`${what}: redirected to another host, which is refused`);
  if (method !== 'GET') throw new OrganizationError(`${what}: redirected, which only GET follows`);
  return to.href;
}

async function answerIn(response: Response, call: Call): Promise<Answer> {
  return {
    status: response.status,
    bytes: await bodyOf(response, call),
    retryAfter: response.headers.get('retry-after') ?? undefined,
  };
}

async function bodyOf(response: Response, { mostBytes, what }: Call): Promise<Buffer> {
  const tooLarge = new OrganizationError(`${what}: the answer has more than ${mostBytes} bytes`);
  const promised = Number(response.headers.get('content-length') ?? 0);
  if (promised > mostBytes) {
    await discard(response);
    throw tooLarge;
  }
  // A package is held once: pieces that are joined at the end would be held twice.
  let bytes: Buffer = Buffer.allocUnsafe(promised);
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      if (size + chunk.byteLength > mostBytes) throw tooLarge;
      bytes = withRoom(bytes, size, chunk.byteLength);
      bytes.set(chunk, size);
      size += chunk.byteLength;
    }
  } catch (error) {
    if (error === tooLarge) throw error;
    throw new UnansweredError(`${what}: the answer ended too early: ${codeOf(error)}`);
  }
  return bytes.subarray(0, size);
}

/** Of an answer that does not say how long it is, the room is doubled where it is used up. */
function withRoom(bytes: Buffer, size: number, more: number): Buffer {
  if (size + more <= bytes.length) return bytes;
  const larger = Buffer.allocUnsafe(Math.max(size + more, size * 2));
  bytes.copy(larger, 0, 0, size);
  return larger;
}

/** Closes the connection of an answer that nobody reads; that it was broken already is of no interest. */
async function discard({ body }: Response): Promise<void> {
  await body?.cancel().catch(() => undefined);
}

/** What fetch throws names in its cause what failed: a system's code, that holds nothing of what was sent. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = isObject(cause) ? cause.code : undefined;
  if (typeof code === 'string' && /^[A-Z0-9_]+$/.test(code)) return code;
  return error instanceof Error && /^[A-Za-z]+$/.test(error.name) ? error.name : 'failed';
}
