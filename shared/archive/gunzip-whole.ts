import { gunzipSync } from 'node:zlib';

/** Nothing comes out of a compressed byte that is larger (RFC 1951: 258 bytes for two bits). */
const bestRatio = 1032;
const smallestChunk = 64;

/**
 * Decompresses gzip at once, which takes a third of the time of a stream. Says where more than `mostBytes` come out or the
 * gzip is damaged. The size that its last member declares spares copies, and may be wrong.
 */
export function gunzipWhole(bytes: Buffer, mostBytes: number): Buffer | 'large' | 'damaged' {
  const declared = bytes.readUInt32LE(bytes.length - 4);
  const chunkSize = Math.max(smallestChunk, Math.min(declared, mostBytes, bytes.length * bestRatio) + 1);
  try {
    return gunzipSync(bytes, { chunkSize, maxOutputLength: mostBytes });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'large' : 'damaged';
  }
}
