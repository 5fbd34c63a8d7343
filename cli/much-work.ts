import { statSync } from 'node:fs';
import type { ArchiveFile, NumberedFile } from '../shared/archive/file-reading.ts';

/** Bytes of files, as they are kept, that are read sooner than threads have started. */
const fewBytes = 4 * 1024 * 1024;
const fewFiles = 300;

/** Files to read, and whether they are so many, or so large, that threads are worth their start. */
export interface Work {
  readonly isMuch: boolean;
  readonly files: AsyncIterable<NumberedFile>;
}

/** Looks at as many files as it takes to say. */
export async function lookAhead(files: AsyncIterable<NumberedFile>): Promise<Work> {
  const left = files[Symbol.asyncIterator]();
  const seen: NumberedFile[] = [];
  let bytes = 0;
  let isMuch = false;
  for (let next = await left.next(); next.done !== true; next = await left.next()) {
    seen.push(next.value);
    bytes += bytesOf(next.value.file);
    isMuch = seen.length > 1 && (bytes > fewBytes || seen.length > fewFiles);
    if (isMuch) break;
  }
  return { isMuch, files: joined(seen, left) };
}

function bytesOf({ bytes, copy, path }: ArchiveFile): number {
  return bytes?.length ?? statSync(copy ?? path, { throwIfNoEntry: false })?.size ?? 0;
}

async function* joined(
  seen: readonly NumberedFile[],
  left: AsyncIterator<NumberedFile>,
): AsyncGenerator<NumberedFile> {
  yield* seen;
  for (let next = await left.next(); next.done !== true; next = await left.next()) yield next.value;
}
