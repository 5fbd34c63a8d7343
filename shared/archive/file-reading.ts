import type { RecordBatch } from './record-batch.ts';

/** A file to read. */
export interface ArchiveFile {
  /** Its path as people see it; `-` is standard input. */
  readonly path: string;
  /** The bytes of its path, where they are no UTF-8. */
  readonly rawPath?: Uint8Array;
  /** Whether it is known to be a regular file. */
  readonly isFile?: true;
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
