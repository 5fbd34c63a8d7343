import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { counted } from '../json/counted.ts';
import { contentKind } from './content-kind.ts';
import { UnreadableFileError } from './unreadable-file.ts';

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
  return decompress(await bytesOf(stream, mostBytes), mostBytes);
}

async function bytesOf(stream: NodeJS.ReadableStream, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      chunks.push(Buffer.from(chunk));
      size += chunks.at(-1)?.length ?? 0;
      if (size > mostBytes) throw tooLarge(mostBytes);
    }
  } catch (error) {
    throw unreadable(error);
  }
  return Buffer.concat(chunks);
}

async function rawBytes(path: string, mostBytes: number): Promise<Buffer> {
  try {
    const info = await stat(path);
    // A pipe or device does not say how much it holds, and may have no end.
    if (!info.isFile()) return await bytesOf(createReadStream(path), mostBytes);
    if (info.size > mostBytes) throw tooLarge(mostBytes);
    return await readFile(path);
  } catch (error) {
    throw unreadable(error);
  }
}

function decompress(bytes: Buffer, mostBytes: number): Buffer {
  const plain = inflated(bytes, mostBytes);
  if (plain.length > mostBytes) throw tooLarge(mostBytes);
  return plain;
}

function inflated(bytes: Buffer, mostBytes: number): Buffer {
  try {
    const kind = contentKind(bytes);
    if (kind === 'gzip') return gunzipSync(bytes, { maxOutputLength: mostBytes });
    return kind === 'zstandard' ? unzstdSync(bytes, mostBytes) : bytes;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(mostBytes);
    throw new UnreadableFileError(`cannot be decompressed, it is damaged or truncated: ${code ?? message}`);
  }
}

/** Node decodes one frame a call and passes over what is behind it in silence. */
function unzstdSync(bytes: Buffer, mostBytes: number): Buffer {
  const frames: Buffer[] = [];
  let room = mostBytes;
  for (let at = 0; at < bytes.length && room >= 0; ) {
    const options = { maxOutputLength: Math.max(room, 1), info: true };
    const frame = zstdDecompressSync(bytes.subarray(at), options) as unknown as ZstandardFrame;
    frames.push(frame.buffer);
    room -= frame.buffer.length;
    at += frame.engine.bytesWritten;
  }
  return Buffer.concat(frames);
}

/** What Node answers with `info`: the frame's content, and the number of bytes that it was made from. */
interface ZstandardFrame {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function tooLarge(mostBytes: number): UnreadableFileError {
  return new UnreadableFileError(
    `is larger than ${counted(mostBytes, 'byte')} once decompressed (raise --max-file-size)`,
  );
}

/** An error of the file system as one that says in words why a file cannot be read. */
export function unreadable(error: unknown): UnreadableFileError {
  return error instanceof UnreadableFileError ? error : new UnreadableFileError(reasonOf(error));
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'EISDIR') return 'expected a file, got a folder';
  if (code === 'ERR_STREAM_PREMATURE_CLOSE') return 'ended too early';
  return code ?? message;
}
