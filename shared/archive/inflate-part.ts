import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { LimitError, limits, type Way } from './descent-limits.ts';

/** Compressed bytes that are damaged. The message says how, without their content. */
export class DamagedBytesError extends Error {
  override readonly name = 'DamagedBytesError';
}

/** Whether bytes say that they are gzip or Zstandard (RFC 1952, RFC 8878). */
export function isCompressed(bytes: Buffer): boolean {
  return bytes.length >= 4 && (bytes.readUInt16BE(0) === 0x1f8b || bytes.readUInt32LE(0) === 0xfd2fb528);
}

/**
 * Decompresses a part of what is descended into. Throws {@link DamagedBytesError} where it cannot be, {@link LimitError}
 * where it is larger than the descent has room for or its size allows.
 */
export function inflatePart(bytes: Buffer, { spent }: Way): Buffer {
  const room = limits.inflatedBytes - spent.inflatedBytes;
  const most = Math.min(room, Math.max(limits.freeBytes, bytes.length * limits.ratio));
  if (most <= 0) throw tooLarge();
  try {
    const inflated = bytes[0] === 0x1f ? gunzipSync(bytes, { maxOutputLength: most }) : unzstd(bytes, most);
    spent.inflatedBytes += inflated.length;
    return inflated;
  } catch (error) {
    if (error instanceof LimitError) throw error;
    throw errorOf(error as NodeJS.ErrnoException);
  }
}

/** Node decodes one frame a call, and passes over what is behind it in silence. */
function unzstd(bytes: Buffer, most: number): Buffer {
  const frames: Buffer[] = [];
  let room = most;
  for (let at = 0; at < bytes.length; ) {
    if (room <= 0) throw tooLarge();
    const options = { maxOutputLength: room, info: true };
    const { buffer, engine } = zstdDecompressSync(bytes.subarray(at), options) as unknown as Frame;
    frames.push(buffer);
    room -= buffer.length;
    at += engine.bytesWritten;
  }
  return frames.length === 1 && frames[0] !== undefined ? frames[0] : Buffer.concat(frames);
}

/** What Node answers with `info`: the frame’s content, and the number of bytes that it was made from. */
interface Frame {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function errorOf({ code, message }: NodeJS.ErrnoException): Error {
  if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge();
  const isTruncated = code === 'Z_BUF_ERROR' || code === 'ZSTD_error_srcSize_wrong';
  return new DamagedBytesError(
    isTruncated
      ? 'compressed bytes that end too early'
      : `compressed bytes that are damaged: ${code ?? message}`,
  );
}

function tooLarge(): LimitError {
  const mebibytes = limits.inflatedBytes / 1024 / 1024;
  return new LimitError(
    `holds compressed bytes that become more than ${limits.ratio} times as large, or ${mebibytes} MiB in all`,
  );
}
