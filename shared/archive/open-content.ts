import { closeSync, constants, createReadStream, fstatSync, openSync, readFileSync } from 'node:fs';
import type { Content } from './content.ts';
import { unreadable } from './read-file.ts';

/** Bytes of a file that is read at once; a larger one comes piece by piece. */
const wholeBytes = 32 * 1024 * 1024;
const pieceBytes = 1024 * 1024;

/** Opens a file for reading. Throws UnreadableFileError, later too where it fails on the way. */
export function openContent(path: string | Buffer): Content {
  try {
    const whole = wholeFile(path);
    if (whole !== undefined) return whole;
  } catch (error) {
    throw unreadable(error);
  }
  return streamed(createReadStream(path, { highWaterMark: pieceBytes }));
}

/** The bytes of a file that is small enough; `undefined` for others, pipes and devices. A pipe is not waited for. */
function wholeFile(path: string | Buffer): Buffer | undefined {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const info = fstatSync(file);
    return info.isFile() && info.size <= wholeBytes ? readFileSync(file) : undefined;
  } finally {
    closeSync(file);
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
