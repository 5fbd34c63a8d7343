import { ArchiveReader } from './archive-reader.ts';
import {
  type ArchiveFile,
  type FileReading,
  fetchedBytes,
  manyFetchedBytes,
  type NumberedFile,
} from './file-reading.ts';
import type { Series } from './file-source.ts';
import { OwnCallFilter } from './own-call-filter.ts';
import { BatchWriter, type FurtherRecords } from './record-batch.ts';
import { StoppedError } from './stopped-error.ts';
import type { TimeRange } from './time-range.ts';
import { UnreadableFileError } from './unreadable-file.ts';

/** Readings of small files that are passed on together. */
const mostTogether = 64;
/** Characters of records that are passed on at once. */
const heavy = 64 * 1024;

/** How files are read, in whichever thread. */
export interface ReadingLimits {
  /** Bytes that one document, line or packed file may have once it is decompressed. */
  readonly mostBytes: number;
  /** In which time callers' own calls are wanted; `undefined` where they are not, and records may be passed over. */
  readonly ownCalls?: TimeRange | undefined;
}

export interface SeriesOptions extends ReadingLimits {
  /** Which records are wanted besides; nothing is passed over then. */
  readonly further?: FurtherRecords;
  /** Takes readings in their order; the next ones come when it is done. */
  readonly post: (readings: readonly FileReading[]) => Promise<void> | void;
  readonly stdin?: NodeJS.ReadableStream;
}

/** Reads files one after the other, and passes on what it reads while it does. */
export class FileSeries {
  readonly #options: SeriesOptions;
  readonly #batch: BatchWriter;
  readonly #reader: ArchiveReader;
  #readings: FileReading[] = [];
  /** Bytes that were fetched of the files that they are of. */
  #fetched = 0;
  #index = 0;
  #signal: AbortSignal | undefined;

  constructor(options: SeriesOptions) {
    this.#options = options;
    const { ownCalls } = options;
    const { further = ownCalls && new OwnCallFilter(ownCalls) } = options;
    this.#batch = new BatchWriter(further);
    this.#reader = new ArchiveReader({
      batch: this.#batch,
      mostBytes: options.mostBytes,
      isStopped: () => this.#signal?.aborted === true,
      wantsAll: further !== undefined,
      flush: () => {
        this.#keep(false);
        return this.#post();
      },
    });
  }

  /** Reads files until there are no more, or the signal says so: then what was read so far is passed on. */
  async read(files: Series<NumberedFile>, signal?: AbortSignal): Promise<void> {
    this.#signal = signal;
    for await (const { index, file } of files) {
      if (signal?.aborted) break;
      this.#index = index;
      this.#fetched += fetchedBytes(file);
      if (!(await this.#readWhole(file))) break;
      if (this.#readings.length >= mostTogether || this.#isHeavy()) await this.#post();
    }
    await this.#post();
  }

  /** Reads a file; whether it was read to its end, or as far as it can be. */
  async #readWhole(file: ArchiveFile): Promise<boolean> {
    try {
      this.#keep(true, await this.#faultOf(file));
      return true;
    } catch (error) {
      if (!(error instanceof StoppedError)) throw error;
      this.#keep(false);
      return false;
    }
  }

  async #faultOf(file: ArchiveFile): Promise<string | undefined> {
    try {
      await this.#readFile(file);
      return undefined;
    } catch (error) {
      if (error instanceof UnreadableFileError) return error.message;
      throw error;
    }
  }

  #readFile({ path, rawPath, isFile, bytes, copy, fault }: ArchiveFile): Promise<void> {
    const { stdin } = this.#options;
    if (fault !== undefined) throw new UnreadableFileError(fault.reason);
    if (bytes !== undefined) return this.#reader.readBytes(Buffer.from(bytes.buffer));
    if (copy !== undefined) return this.#reader.readFile(copy, true);
    if (path === '-' && stdin !== undefined) return this.#reader.readStream(stdin);
    return this.#reader.readFile(rawPath === undefined ? path : Buffer.from(rawPath), isFile);
  }

  #keep(isEnd: boolean, fault?: string): void {
    const batch = this.#batch.take();
    this.#readings.push({ index: this.#index, batch, isEnd, ...(fault !== undefined && { fault }) });
  }

  #isHeavy(): boolean {
    if (this.#fetched >= manyFetchedBytes) return true;
    return this.#readings.some(({ batch }) => batch.json.length > heavy);
  }

  async #post(): Promise<void> {
    const readings = this.#readings;
    this.#readings = [];
    this.#fetched = 0;
    if (readings.length > 0) await this.#options.post(readings);
  }
}
