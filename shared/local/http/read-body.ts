import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { PayloadTooLargeError } from '../../http/errors.ts';

/** A body: whole, where it is small; else what has come and comes, which ends early where it is too large. */
export type Body =
  | { readonly bytes: Buffer }
  | { readonly stream: Readable; readonly isTooLarge: () => boolean };

export interface BodyLimits {
  /** Up to so many bytes it is read whole. */
  readonly wholeBytes: number;
  readonly mostBytes: number;
}

/**
 * Reads the body of a request. Throws {@link PayloadTooLargeError} where the request says that there is more than the limit:
 * nothing of it is read. A client that waits for a word before it sends its body gets it here.
 */
export async function readBody(
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  { wholeBytes, mostBytes }: BodyLimits,
): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge(mostBytes);
  if (request.headers.expect !== undefined) response.writeContinue();
  // The connection stays open whatever happens: the answer goes over it.
  const pieces: AsyncIterator<Buffer> = request.iterator({ destroyOnReturn: false });
  const first: Buffer[] = [];
  let size = 0;
  while (size <= wholeBytes) {
    const { value, done } = await pieces.next();
    if (done) return { bytes: Buffer.concat(first) };
    first.push(value);
    size += value.length;
  }

  async function* all(): AsyncGenerator<Buffer> {
    yield* first;
    while (size <= mostBytes) {
      const { value, done } = await pieces.next();
      if (done) return;
      size += value.length;
      yield value;
    }
  }

  return { stream: Readable.from(all(), { objectMode: false }), isTooLarge: () => size > mostBytes };
}

export function tooLarge(mostBytes: number): PayloadTooLargeError {
  return new PayloadTooLargeError(`expected at most ${mostBytes} bytes`);
}
