import type { Compression } from './inflater.ts';

/** Bytes that say what a content is: a tar archive says so behind its first name. */
export const headBytes = 512;

/** What has to be done with bytes before there is text: nothing for `text`. */
export type ContentKind = Compression | 'zip' | 'tar' | 'utf-16le' | 'utf-16be' | 'text';

/** What a content is by its first bytes, whatever its name says. */
export function contentKind(head: Buffer): ContentKind {
  if (head.length < 4) return 'text';
  if (head.readUInt16BE(0) === 0x1f8b) return 'gzip';
  if (isZstandard(head.readUInt32LE(0))) return 'zstandard';
  // A file's header, or the end of an archive that has none.
  if (head.readUInt32BE(0) === 0x504b0304 || head.readUInt32BE(0) === 0x504b0506) return 'zip';
  if (head.toString('latin1', 257, 262) === 'ustar') return 'tar';
  return wideKind(head) ?? 'text';
}

/** A frame, or a skippable one, with which `pzstd` begins (RFC 8878, 3.1). */
function isZstandard(magic: number): boolean {
  return magic === 0xfd2fb528 || magic >>> 4 === 0x184d2a5;
}

/** UTF-16 by its byte order mark, or by the zeros beside the first letters: JSON and logs begin in ASCII (RFC 4627, 3). */
function wideKind(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const mark = head.readUInt16BE(0);
  if (mark === 0xfffe) return 'utf-16le';
  if (mark === 0xfeff) return 'utf-16be';
  const [first = 0, second = 0, third = 0, fourth = 0] = head;
  if (first > 0 && second === 0 && third > 0 && fourth === 0) return 'utf-16le';
  return first === 0 && second > 0 && third === 0 && fourth > 0 ? 'utf-16be' : undefined;
}
