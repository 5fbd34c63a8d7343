import { statSync } from 'node:fs';
import type { NumberedFile } from '../shared/archive/file-reading.ts';

/** Bytes of files, as they are kept, that are read sooner than threads have started. */
const fewBytes = 4 * 1024 * 1024;
const fewFiles = 300;

/** Files to read, and whether they are so many, or so large, that threads are worth their start. */
export interface Work {
  readonly isMuch: boolean;
  readonly files: Iterable<NumberedFile>;
}

/** Looks at as many files as it takes to say. */
export function lookAhead(files: Iterable<NumberedFile>): Work {
  const left = files[Symbol.iterator]();
  const seen: NumberedFile[] = [];
  let bytes = 0;
  let isMuch = false;
  for (let next = left.next(); next.done !== true; next = left.next()) {
    seen.push(next.value);
    bytes += statSync(next.value.file.path, { throwIfNoEntry: false })?.size ?? 0;
    isMuch = seen.length > 1 && (bytes > fewBytes || seen.length > fewFiles);
    if (isMuch) break;
  }
  return { isMuch, files: joined(seen, left) };
}

function* joined(seen: readonly NumberedFile[], left: Iterator<NumberedFile>): Generator<NumberedFile> {
  yield* seen;
  for (let next = left.next(); next.done !== true; next = left.next()) yield next.value;
}
