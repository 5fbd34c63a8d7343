/** Buffers below this size may share their memory with others. */
const smallest = Buffer.poolSize;

/**
 * Gives the memory of bytes back at once. It is outside the heap, and the collector would let a lot of it come together
 * before it looks. Nobody may have a part of them any more.
 */
export function releaseBytes({ buffer, byteLength }: Buffer): void {
  if (byteLength >= smallest && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
