import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { streamed } from '../shared/archive/open-content.ts';
import { unreadable } from '../shared/archive/read-file.ts';
import type { PartSource } from '../shared/audit/part-source.ts';

const pieceBytes = 1024 * 1024;

/** A part in a file. `path`: where it lies, if its name cannot say that. Reading throws UnreadableFileError. */
export function partFile(name: string, path: string | Buffer = name): PartSource {
  return {
    name,
    open: ({ from, to } = { from: 0, to: Number.POSITIVE_INFINITY }) =>
      streamed(createReadStream(path, { start: from, end: to - 1, highWaterMark: pieceBytes })),
    readEnd: (bytes) => lastBytes(path, bytes),
  };
}

async function lastBytes(path: string | Buffer, bytes: number): Promise<Buffer> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const length = Math.min(size, bytes);
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(length), position: size - length });
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw unreadable(error);
  }
}
