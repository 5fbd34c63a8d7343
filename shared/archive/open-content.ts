import { createReadStream, readFileSync, statSync } from 'node:fs';
import type { Content } from './content.ts';
import { unreadable } from './read-file.ts';

/** Bytes of a file that is read at once; a larger one comes piece by piece. */
const wholeBytes = 32 * 1024 * 1024;
const pieceBytes = 1024 * 1024;

/**
 * Opens a file for reading. Throws UnreadableFileError, later too where it fails on the way. A pipe is opened once only:
 * whoever writes into it would take its being closed for the end.
 */
export function openContent(path: string | Buffer): Content {
  try {
    const info = statSync(path);
    if (info.isFile() && info.size <= wholeBytes) return readFileSync(path);
  } catch (error) {
    throw unreadable(error);
  }
  return streamed(createReadStream(path, { highWaterMark: pieceBytes }));
}

/** The pieces of a stream. Throws UnreadableFileError where it fails. */
export async function* streamed(stream: NodeJS.ReadableStream): AsyncGenerator<Buffer> {
  try {
    for await (const piece of stream) yield Buffer.isBuffer(piece) ? piece : Buffer.from(piece);
  } catch (error) {
    throw unreadable(error);
  }
}
