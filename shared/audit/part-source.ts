/** A part, wherever it is kept. */
export interface PartSource {
  /** What it is called in errors. */
  readonly name: string;
  /** Its bytes from the first on, or those of a range. */
  readonly open: (range?: ByteRange) => AsyncIterable<Buffer> | Iterable<Buffer>;
  /** So many of its last bytes; all where it has no more. */
  readonly readEnd: (bytes: number) => Promise<Buffer>;
}

export interface ByteRange {
  /** Inclusive. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}
