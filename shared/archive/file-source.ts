import type { ArchiveFile } from './file-reading.ts';
import type { LeavingOut } from './left-out.ts';

/** Something in an archive, and what is said of it. */
export interface Told {
  readonly path: string;
  readonly reason: string;
}

/** Files one after the other; some sources have to wait for them. */
export type Series<File> = Iterable<File> | AsyncIterable<File>;

/** Where the files of an archive come from. */
export interface FileSource {
  /** What cannot be read, so that files in it are not found. */
  readonly skipped: readonly Told[];
  /** What lies there and is no file. */
  readonly ignored: readonly Told[];
  /** What lies in folders of other days than those that are wanted. */
  readonly leftOut: Pick<LeavingOut, 'counts'>;
  /** The files in their order; what is said of the archive grows meanwhile. */
  readonly find: () => Series<ArchiveFile>;
  /** A file has been read: what is held of it is not needed any longer. */
  readonly letGo?: (file: ArchiveFile) => void;
  /** Removes what was kept meanwhile. */
  readonly close?: () => Promise<void>;
}
