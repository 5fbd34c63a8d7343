import { counted } from '../json/counted.ts';
import { UnreadableFileError } from './unreadable-file.ts';

const mebibyte = 1024 * 1024;

/** What a package may have at most. An organization exports about 1,000 tasks at once, some 12,000 files in 50 MB. */
export interface PackageLimits {
  /** Files of one zip archive. */
  readonly entriesOfZip: number;
  /** Files of a package, with those of the zips within it. */
  readonly entries: number;
  /** Bytes of a file once it is decompressed. */
  readonly bytesOfEntry: number;
  /** Bytes of all files once they are decompressed, as the zips declare them. */
  readonly bytes: number;
  /** Bytes that come out of one compressed byte, for files of more than a mebibyte. */
  readonly ratio: number;
  /** Zips within zips: the package itself is the first. */
  readonly nesting: number;
}

export const packageLimits: PackageLimits = {
  entriesOfZip: 50_000,
  entries: 250_000,
  bytesOfEntry: 256 * mebibyte,
  bytes: 4096 * mebibyte,
  ratio: 200,
  nesting: 2,
};

/** What is left of the limits of one package. Its methods throw {@link UnreadableFileError} where one is passed. */
export class PackageBudget {
  readonly limits: PackageLimits;
  #entries = 0;
  #bytes = 0;

  constructor(limits: PackageLimits = packageLimits) {
    this.limits = limits;
  }

  /** Counts the files of a zip archive before they are listed. */
  addZip(entries: number): void {
    if (entries > this.limits.entriesOfZip)
      throw new UnreadableFileError(
        `holds ${counted(entries, 'file')}, expected at most ${this.limits.entriesOfZip}`,
      );
  }

  /** Counts a file of so many bytes, as it is listed. */
  addFile(bytes: number): void {
    if (++this.#entries > this.limits.entries)
      throw new UnreadableFileError(`holds more than ${this.limits.entries} files`);
    this.#bytes += bytes;
    if (this.#bytes > this.limits.bytes)
      throw new UnreadableFileError(`holds more than ${this.limits.bytes} bytes once it is decompressed`);
  }

  /** Judges a file before it is read. `compressed`: its bytes as they are kept. */
  checkFile(bytes: number, compressed: number): void {
    if (bytes > this.limits.bytesOfEntry)
      throw new UnreadableFileError(`has ${bytes} bytes, expected at most ${this.limits.bytesOfEntry}`);
    if (bytes > mebibyte && bytes > compressed * this.limits.ratio)
      throw new UnreadableFileError(
        `is compressed more than ${this.limits.ratio} times, as only archives that are made to do harm are`,
      );
  }
}
