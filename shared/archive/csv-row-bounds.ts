const newline = 0x0a;
const quote = 0x22;
/** Each time that a row does not end, the bytes held are read anew; after as many times none of them are. */
const mostGivenUp = 20;

/** Bytes of whole rows, or the number of lines of a row that is none. */
export interface RowPart {
  readonly rows: Buffer;
  /** The line on which the part begins, from 1. */
  readonly line: number;
  /** Why the part is no row. */
  readonly malformed?: string;
}

/**
 * Cuts a CSV file’s bytes, as they come, where a row ends, so that a damaged row takes none of its neighbours along: a
 * quote that is not closed within `mostBytes` ends with its own line.
 */
export class CsvRowBounds {
  readonly #delimiter: number;
  readonly #mostBytes: number;
  #held: Buffer = Buffer.alloc(0);
  #line = 1;
  /** Up to where the held bytes were looked at, and where the last whole row of them ends. */
  #at = 0;
  #end = 0;
  #isQuoted = false;
  #isFieldStart = true;
  #hasJustClosed = false;
  /** Rows without an end, one after the other. */
  #givenUp = 0;
  /** Whether the rest of a line is left out that was given up before its end had come. */
  #isSkipping = false;

  constructor(delimiter: number, mostBytes: number) {
    this.#delimiter = delimiter;
    this.#mostBytes = mostBytes;
  }

  /** Takes in bytes; gives the rows that are whole. */
  *push(bytes: Buffer): Generator<RowPart> {
    const rest = this.#isSkipping ? this.#behindLine(bytes) : bytes;
    this.#held = this.#held.length === 0 ? rest : Buffer.concat([this.#held, rest]);
    this.#scan();
    yield* this.#whole();
    while (this.#held.length > this.#mostBytes) yield* this.#giveUp('the row is larger than a row can be');
  }

  /** The rest, when there are no more bytes. */
  *finish(): Generator<RowPart> {
    while (this.#isQuoted && this.#held.length > 0) yield* this.#giveUp('a quote is not closed');
    this.#end = this.#held.length;
    yield* this.#whole();
  }

  /** The row that was begun is damaged: its first line is left out, and rows are looked for behind it. */
  *#giveUp(malformed: string): Generator<RowPart> {
    this.#givenUp++;
    const newlineAt =
      this.#givenUp < mostGivenUp ? this.#held.indexOf(newline) : this.#held.lastIndexOf(newline);
    const end = newlineAt === -1 ? this.#held.length : newlineAt + 1;
    this.#isSkipping = newlineAt === -1;
    const line = this.#line;
    this.#drop(end);
    yield { rows: Buffer.alloc(0), line, malformed };
    this.#at = 0;
    this.#isQuoted = false;
    this.#isFieldStart = true;
    this.#hasJustClosed = false;
    this.#scan();
    yield* this.#whole();
  }

  #behindLine(bytes: Buffer): Buffer {
    const newlineAt = bytes.indexOf(newline);
    if (newlineAt === -1) return bytes.subarray(bytes.length);
    this.#isSkipping = false;
    this.#line++;
    return bytes.subarray(newlineAt + 1);
  }

  *#whole(): Generator<RowPart> {
    if (this.#end === 0) return;
    this.#givenUp = 0;
    const rows = this.#held.subarray(0, this.#end);
    const line = this.#line;
    this.#drop(this.#end);
    yield { rows, line };
  }

  #drop(length: number): void {
    for (
      let at = this.#held.indexOf(newline);
      at !== -1 && at < length;
      at = this.#held.indexOf(newline, at + 1)
    )
      this.#line++;
    this.#held = this.#held.subarray(length);
    this.#at = Math.max(0, this.#at - length);
    this.#end = 0;
  }

  #scan(): void {
    for (; this.#at < this.#held.length; this.#at++) {
      const byte = this.#held[this.#at];
      if (byte === quote) this.#quote();
      else {
        this.#hasJustClosed = false;
        if (this.#isQuoted) continue;
        this.#isFieldStart = byte === newline || byte === this.#delimiter;
        if (byte === newline) this.#end = this.#at + 1;
      }
    }
  }

  #quote(): void {
    if (this.#isQuoted) {
      this.#isQuoted = false;
      this.#hasJustClosed = true;
    } else {
      // A doubled quote, or the first of a field; any other is text.
      this.#isQuoted = this.#hasJustClosed || this.#isFieldStart;
      this.#hasJustClosed = false;
    }
    this.#isFieldStart = false;
  }
}
