import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { PayloadTooLargeError } from '../../http/errors.ts';

/** A body: whole, where it is small; else what has come, and the rest of it to be read. */
export type Body = { readonly bytes: Buffer } | { readonly stream: Readable };

/**
 * Reads a body of at most `wholeBytes` whole; a larger one, of at most `mostBytes`, comes as a stream, which fails with
 * {@link PayloadTooLargeError} where there is more. Throws that where the request says that there is more, or more has come:
 * nothing of the rest is read.
 */
export async function readBody(
  request: IncomingMessage,
  { wholeBytes, mostBytes }: { readonly wholeBytes: number; readonly mostBytes: number },
): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge(mostBytes);
  const pieces = limited(request, mostBytes);
  const first: Buffer[] = [];
  let size = 0;
  while (size <= wholeBytes) {
    const { value, done } = await pieces.next();
    if (done) return { bytes: Buffer.concat(first) };
    first.push(value);
    size += value.length;
  }
  return { stream: Readable.from(joined(first, pieces), { objectMode: false }) };
}

async function* joined(first: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* rest;
}

/** The connection stays open whatever happens: the answer goes over it. */
async function* limited(request: IncomingMessage, mostBytes: number): AsyncGenerator<Buffer, void> {
  let size = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    size += piece.length;
    if (size > mostBytes) throw tooLarge(mostBytes);
    yield piece;
  }
}

function tooLarge(mostBytes: number): PayloadTooLargeError {
  return new PayloadTooLargeError(`expected at most ${mostBytes} bytes`);
}
