import type { RecordBatch } from './record-batch.ts';
import type { Cure } from './unreadable-file.ts';

/** Why a file could not be fetched. */
interface FetchFault {
  readonly reason: string;
  readonly cure: Cure;
}

/** A file to read. */
export interface ArchiveFile {
  /** Its path as people see it; `-` is standard input. */
  readonly path: string;
  /** The bytes of its path, where they are no UTF-8. */
  readonly rawPath?: Uint8Array;
  /** Whether it is known to be a regular file. */
  readonly isFile?: true;
  /** Its bytes, where they have been fetched; they are all of their memory, which passes on to who reads them. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  /** What tells its content from others that were or will be at its path. */
  readonly version?: string;
  /** Where on disk its bytes are, where that is not its path. */
  readonly copy?: string;
  /** Why they could not be fetched. */
  readonly fault?: FetchFault;
  /** The path that the user gave: of this file, or of a folder that it is in. */
  readonly named: string;
}

/** A file, and its place among those that are read. */
export interface NumberedFile {
  readonly index: number;
  readonly file: ArchiveFile;
}

/** What was read of a file, or of a part of it. */
export interface FileReading {
  /** The file's place among those that are read. */
  readonly index: number;
  readonly batch: RecordBatch;
  /** Whether the file has come to its end. */
  readonly isEnd: boolean;
  /** Why it could not be read to its end. */
  readonly fault?: string;
}

/** Bytes of files from which on they are passed on, or given to a thread: what was fetched is held until it has been read. */
export const manyFetchedBytes = 1024 * 1024;

/** What is held of a file until it has been read; of a copy on disk it is enough by itself. */
export function fetchedBytes({ bytes, copy }: ArchiveFile): number {
  return copy === undefined ? (bytes?.length ?? 0) : manyFetchedBytes;
}
