import type { FileReading, NumberedFile } from './file-reading.ts';
import type { FileFinder } from './find-files.ts';

/** Numbers files as they are found, and remembers the paths of those that have not come to their end. */
export class FilesInWork implements Iterable<NumberedFile> {
  readonly #finder: FileFinder;
  readonly #paths = new Map<number, string>();

  constructor(finder: FileFinder) {
    this.#finder = finder;
  }

  *[Symbol.iterator](): Generator<NumberedFile> {
    let index = 0;
    for (const file of this.#finder.find()) {
      this.#paths.set(index, file.path);
      yield { index: index++, file };
    }
  }

  /** The path of the file that was read; where that was its end, it is forgotten. */
  pathOf({ index, isEnd }: FileReading): string {
    const path = this.#paths.get(index);
    if (path === undefined) throw new Error(`file ${index} is not in work`);
    if (isEnd) this.#paths.delete(index);
    return path;
  }
}
