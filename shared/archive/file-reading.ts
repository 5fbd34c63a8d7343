import type { RecordBatch } from './record-batch.ts';

/** A file to read. */
export interface ArchiveFile {
  /** Its path as people see it; `-` is standard input. */
  readonly path: string;
  /** The bytes of its path, where they are no UTF-8. */
  readonly rawPath?: Uint8Array;
}

/** What was read of a file, or of a part of it. */
export interface FileReading {
  /** The place of the file among those that were to be read. */
  readonly index: number;
  readonly batch: RecordBatch;
  /** Whether the file has come to its end. */
  readonly isEnd: boolean;
  /** Why it could not be read to its end. */
  readonly fault?: string;
}
