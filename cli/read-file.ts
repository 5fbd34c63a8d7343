import { readFile, stat } from 'node:fs/promises';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { UnreadableFileError } from './errors.ts';

/** Bytes that a file may have once it is decompressed, unless the user says otherwise. */
export const defaultMaxFileSize = 512 * 1024 * 1024;

/**
 * Reads a file whole and decompresses it where it is gzip or Zstandard, whatever its name says.
 * Throws {@link UnreadableFileError} where it cannot be read, is truncated, or is larger than `mostBytes`.
 */
export async function readBytes(path: string, mostBytes: number): Promise<Buffer> {
  return decompress(await rawBytes(path, mostBytes), mostBytes);
}

/** Reads a stream to its end, under the same limits. */
export async function readStream(stream: NodeJS.ReadableStream, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk));
    size += chunks.at(-1)?.length ?? 0;
    if (size > mostBytes) throw tooLarge(mostBytes);
  }
  return decompress(Buffer.concat(chunks), mostBytes);
}

async function rawBytes(path: string, mostBytes: number): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > mostBytes) throw tooLarge(mostBytes);
    return await readFile(path);
  } catch (error) {
    if (error instanceof UnreadableFileError) throw error;
    throw new UnreadableFileError(reasonOf(error));
  }
}

function decompress(bytes: Buffer, mostBytes: number): Buffer {
  const inflate = decompressorOf(bytes);
  if (inflate === undefined) return bytes;
  try {
    return inflate(bytes, { maxOutputLength: mostBytes });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(mostBytes);
    throw new UnreadableFileError(`cannot be decompressed, it is damaged or truncated: ${code ?? message}`);
  }
}

function decompressorOf(
  bytes: Buffer,
): ((bytes: Buffer, options: { maxOutputLength: number }) => Buffer) | undefined {
  if (bytes.length < 4) return undefined;
  if (bytes.readUInt16BE(0) === 0x1f8b) return gunzipSync;
  return bytes.readUInt32BE(0) === 0x28b52ffd ? zstdDecompressSync : undefined;
}

function tooLarge(mostBytes: number): UnreadableFileError {
  return new UnreadableFileError(
    `is larger than ${mostBytes} bytes once decompressed (raise --max-file-size)`,
  );
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'EISDIR') return 'expected a file, got a folder';
  return code ?? message;
}
