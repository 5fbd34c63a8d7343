import { type Compression, type Inflated, Inflater } from './inflater.ts';

/** Bytes that are given to zlib at once: what comes out of them is held, a thousand times as many at the most. */
const pieceBytes = 64 * 1024;

/**
 * Decompresses gzip (with any number of members) or Zstandard (frames) as it comes. What came before a damage comes out,
 * but for what the damaged piece began with; then it throws UnreadableFileError. The next piece is decompressed while the
 * last one is used.
 */
export async function* inflateStream(
  input: AsyncIterable<Buffer> | Iterable<Buffer>,
  compression: Compression,
): AsyncGenerator<Buffer> {
  const inflater = new Inflater(compression);
  let ahead: Promise<Inflated> | undefined;
  for await (const chunk of input) {
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      const next: Promise<Inflated> = (ahead ?? none).then(() =>
        inflater.write(chunk.subarray(at, at + pieceBytes)),
      );
      if (ahead !== undefined) yield* contentOf(await ahead);
      ahead = next;
    }
  }
  if (ahead !== undefined) yield* contentOf(await ahead);
  yield* contentOf(await inflater.end());
}

const none: Promise<Inflated> = Promise.resolve({ chunks: [] });

function* contentOf({ chunks, fault }: Inflated): Generator<Buffer> {
  yield* chunks;
  if (fault !== undefined) throw fault;
}
