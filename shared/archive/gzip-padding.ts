/**
 * Where bytes from a position on are no longer zeros. Zeros fill up blocks, as tapes and some tools write them, and no
 * member of gzip begins with one.
 */
export function afterZeros(bytes: Buffer, at = 0): number {
  let next = at;
  while (bytes[next] === 0) next++;
  return next;
}
