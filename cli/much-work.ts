import { statSync } from 'node:fs';
import type { ArchiveFile } from '../shared/archive/file-reading.ts';

/** Bytes of files, as they are kept, that are read sooner than threads have started. */
const fewBytes = 4 * 1024 * 1024;
const fewFiles = 300;

/** Whether so many bytes or files are to be read that threads are worth their start. */
export function isMuchWork(files: Iterable<ArchiveFile>): boolean {
  let bytes = 0;
  let count = 0;
  for (const { path } of files) {
    bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (++count > 1 && (bytes > fewBytes || count > fewFiles)) return true;
  }
  return false;
}
