import { readSync } from 'node:fs';

/** Bytes that can be read from anywhere: a file that is open, or memory. */
export interface ByteSource {
  readonly size: number;
  /** Up to `length` bytes from a position; fewer where the source ends. The bytes must not be changed. */
  readonly read: (position: number, length: number) => Buffer;
}

export function bytesInMemory(bytes: Buffer): ByteSource {
  return { size: bytes.length, read: (position, length) => bytes.subarray(position, position + length) };
}

/** Reads from an open file, of which nothing is kept. */
export function bytesOfFile(descriptor: number, size: number): ByteSource {
  return {
    size,
    read: (position, length) => {
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - position)));
      let held = 0;
      while (held < bytes.length) {
        const got = readSync(descriptor, bytes, held, bytes.length - held, position + held);
        if (got === 0) break;
        held += got;
      }
      return bytes.subarray(0, held);
    },
  };
}
