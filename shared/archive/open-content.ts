import { closeSync, createReadStream, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import type { Content } from './content.ts';
import { unreadable } from './read-file.ts';

/** Bytes of a file that is read at once; a larger one comes piece by piece. */
const wholeBytes = 32 * 1024 * 1024;
const pieceBytes = 1024 * 1024;

/**
 * Opens a file for reading. Throws UnreadableFileError, later too where it fails on the way. `isFile`: whether it is known
 * to be a regular file. A pipe is opened once only: whoever writes into it would take its being closed for the end.
 */
export function openContent(path: string | Buffer, isFile = false): Content {
  try {
    if (isFile || statSync(path).isFile()) return contentOf(path);
  } catch (error) {
    throw unreadable(error);
  }
  return streamed(createReadStream(path, { highWaterMark: pieceBytes }));
}

function contentOf(path: string | Buffer): Content {
  const descriptor = openSync(path, 'r');
  let isStreamed = false;
  try {
    const { size } = fstatSync(descriptor);
    isStreamed = size > wholeBytes;
    // Files of the kernel, and of some networks, say that they are empty: it is read to its end.
    if (!isStreamed) return readFileSync(descriptor);
    return streamed(createReadStream('', { fd: descriptor, highWaterMark: pieceBytes }));
  } finally {
    if (!isStreamed) closeSync(descriptor);
  }
}

/** The pieces of a stream. Throws UnreadableFileError where it fails. */
export async function* streamed(stream: NodeJS.ReadableStream): AsyncGenerator<Buffer> {
  try {
    for await (const piece of stream) yield Buffer.isBuffer(piece) ? piece : Buffer.from(piece);
  } catch (error) {
    throw unreadable(error);
  }
}
