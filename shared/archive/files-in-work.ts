import type { ArchiveFile, FileReading, NumberedFile } from './file-reading.ts';
import type { FileSource } from './file-source.ts';

/** Numbers files as they are found, and remembers those that have not come to their end. */
export class FilesInWork implements AsyncIterable<NumberedFile> {
  readonly #source: Pick<FileSource, 'find' | 'letGo'>;
  readonly #files = new Map<number, ArchiveFile>();

  constructor(source: Pick<FileSource, 'find' | 'letGo'>) {
    this.#source = source;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<NumberedFile> {
    let index = 0;
    for await (const file of this.#source.find()) {
      this.#files.set(index, file);
      yield { index: index++, file };
    }
  }

  /** The file that was read; where that was its end, it is forgotten. */
  fileOf({ index, isEnd }: FileReading): ArchiveFile {
    const file = this.#files.get(index);
    if (file === undefined) throw new Error(`file ${index} is not in work`);
    if (isEnd) {
      this.#files.delete(index);
      this.#source.letGo?.(file);
    }
    return file;
  }
}
