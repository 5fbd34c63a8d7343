import type { Sqlite } from './sqlite.ts';

/** Which files of the watched folder were read, as they were then. */
export interface WatchedFiles {
  /** What a file was like when it was read; `undefined` where it never was. */
  readonly stampOf: (path: string) => string | undefined;
  readonly note: (path: string, stamp: string) => void;
}

export function watchedFiles({ statement }: Sqlite): WatchedFiles {
  return {
    stampOf: (path) => {
      const row = statement('SELECT stamp FROM watched_files WHERE path = ?').get(path);
      return row && String(row.stamp);
    },
    note: (path, stamp) =>
      void statement('INSERT OR REPLACE INTO watched_files VALUES (?, ?)').run(path, stamp),
  };
}
