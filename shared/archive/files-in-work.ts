import type { ArchiveFile, FileReading, NumberedFile } from './file-reading.ts';
import type { FileFinder } from './find-files.ts';

/** Numbers files as they are found, and remembers those that have not come to their end. */
export class FilesInWork implements Iterable<NumberedFile> {
  readonly #finder: FileFinder;
  readonly #files = new Map<number, ArchiveFile>();

  constructor(finder: FileFinder) {
    this.#finder = finder;
  }

  *[Symbol.iterator](): Generator<NumberedFile> {
    let index = 0;
    for (const file of this.#finder.find()) {
      this.#files.set(index, file);
      yield { index: index++, file };
    }
  }

  /** The file that was read; where that was its end, it is forgotten. */
  fileOf({ index, isEnd }: FileReading): ArchiveFile {
    const file = this.#files.get(index);
    if (file === undefined) throw new Error(`file ${index} is not in work`);
    if (isEnd) this.#files.delete(index);
    return file;
  }
}
