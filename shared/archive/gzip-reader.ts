import { crc32 } from 'node:zlib';
import { damagedFault, truncatedFault } from './compression-faults.ts';
import { DeflateReader } from './deflate-reader.ts';
import { afterZeros } from './gzip-padding.ts';

const magic = 0x1f8b;
const deflate = 8;
const fixedBytes = 10;
const trailerBytes = 8;
/** Flags of a member's header (RFC 1952, 2.3.1). */
const flags = { headerCheck: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;
const sizes = 2 ** 32;

/** Decompresses gzip that is in memory (RFC 1952), with any number of members. It reads one content at a time. */
export class GzipReader {
  readonly #deflate = new DeflateReader();

  /**
   * The content piece by piece. A piece is lent: the next one takes its memory. Throws UnreadableFileError where the gzip is
   * damaged or truncated, after all that came before.
   */
  *read(bytes: Buffer): Generator<Buffer, void> {
    for (let at = 0; at < bytes.length; ) at = afterZeros(bytes, yield* this.#readMember(bytes, at));
  }

  /** Returns where the member ends. */
  *#readMember(bytes: Buffer, at: number): Generator<Buffer, number> {
    let check = 0;
    let size = 0;
    const pieces = this.#deflate.read(bytes, endOfHeader(bytes, at));
    let next = pieces.next();
    for (; next.done !== true; next = pieces.next()) {
      check = this.#deflate.checksum(next.value, check);
      size += next.value.length;
      yield next.value;
    }
    const { fault, end } = next.value;
    if (fault === 'damaged') throw damagedFault('the compressed data is invalid');
    if (fault === 'truncated' || end + trailerBytes > bytes.length) throw truncatedFault();
    if (bytes.readUInt32LE(end) !== check) throw damagedFault('its checksum is not that of its content');
    if (bytes.readUInt32LE(end + 4) !== size % sizes)
      throw damagedFault('its size is not that of its content');
    return end + trailerBytes;
  }
}

/** Where the member's data begins. Throws UnreadableFileError. */
function endOfHeader(bytes: Buffer, start: number): number {
  if (start + fixedBytes > bytes.length) throw truncatedFault();
  const set = bytes[start + 3] ?? 0;
  if (bytes.readUInt16BE(start) !== magic || bytes[start + 2] !== deflate || (set & flags.reserved) !== 0)
    throw damagedFault('no gzip member begins where one has to');
  let at = start + fixedBytes;
  if (set & flags.extra) at += 2 + (at + 2 > bytes.length ? 0 : bytes.readUInt16LE(at));
  if (set & flags.name) at = afterText(bytes, at);
  if (set & flags.comment) at = afterText(bytes, at);
  if (set & flags.headerCheck) {
    if (at + 2 > bytes.length) throw truncatedFault();
    if (bytes.readUInt16LE(at) !== (crc32(bytes.subarray(start, at)) & 0xffff))
      throw damagedFault('the checksum of its header is wrong');
    at += 2;
  }
  if (at > bytes.length) throw truncatedFault();
  return at;
}

function afterText(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(0, at);
  if (end === -1) throw truncatedFault();
  return end + 1;
}
