const chunkBytes = 1024 * 1024;
const lengthBytes = 4;
const mostPlaces = 2 ** 32;

/**
 * Texts that are written down once and seldom read again, as UTF-8 outside the heap: a million of them cost the collector
 * of garbage nothing.
 */
export class TextStore {
  readonly #chunks: Buffer[] = [];
  /** Where the last chunk is free. */
  #at = chunkBytes;

  /** Returns where the text is, a number below 2³², for {@link get}; 0 for none. */
  add(text: string | undefined): number {
    if (text === undefined) return 0;
    // A character of a text takes three bytes at most.
    const most = lengthBytes + text.length * 3;
    if (this.#at + most > chunkBytes) {
      this.#chunks.push(Buffer.allocUnsafeSlow(Math.max(chunkBytes, most)));
      this.#at = 0;
    }
    const place = this.#chunks.length * chunkBytes + this.#at;
    if (place >= mostPlaces) throw new RangeError('expected less than 4 GiB of texts');
    const chunk = this.#chunks.at(-1) as Buffer;
    const length = chunk.write(text, this.#at + lengthBytes);
    chunk.writeUInt32LE(length, this.#at);
    this.#at += lengthBytes + length;
    return place;
  }

  /** A lone surrogate has become U+FFFD. */
  get(place: number): string | undefined {
    const chunk = this.#chunks[Math.floor(place / chunkBytes) - 1];
    if (chunk === undefined) return undefined;
    const at = place % chunkBytes;
    const start = at + lengthBytes;
    return chunk.toString('utf8', start, start + chunk.readUInt32LE(at));
  }
}
