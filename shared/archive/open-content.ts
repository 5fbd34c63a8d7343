import { createReadStream, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Content } from './content.ts';
import { unreadable } from './read-file.ts';

/** Bytes of a file that is read at once; a larger one comes piece by piece. */
const wholeBytes = 32 * 1024 * 1024;
const pieceBytes = 1024 * 1024;

/** Opens a file for reading. Throws UnreadableFileError, later too where it fails on the way. */
export async function openContent(path: string | Buffer): Promise<Content> {
  try {
    const info = await stat(path);
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
