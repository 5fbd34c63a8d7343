import { assembly } from './assembly.ts';
import { wasm } from './record-scanner.generated.js';

/** What the assembly exports, see record-scanner.assembly.ts. */
interface Assembly {
  readonly memory: WebAssembly.Memory;
  readonly inputAt: () => number;
  readonly inputSize: () => number;
  readonly entriesAt: () => number;
  readonly takeEntries: () => number;
  readonly position: () => number;
  readonly passedUnits: () => number;
  readonly unitsSoFar: () => number;
  readonly linesSoFar: () => number;
  readonly isOpen: () => number;
  readonly unitAt: () => number;
  readonly lineOfUnit: () => number;
  readonly firstTime: () => number;
  readonly lastTime: () => number;
  readonly endsWithComma: () => number;
  readonly endsWithItem: () => number;
  readonly reset: () => void;
  readonly setWantsAll: (all: boolean) => void;
  readonly begin: (isList: boolean, number: number, needsComma: boolean) => void;
  readonly addLines: (count: number) => void;
  readonly moveOn: (bytes: number) => void;
  readonly scan: (from: number, end: number) => number;
}

const instantiate = assembly<Assembly>(wasm);

/** Why the assembly came back: all was looked at, a byte stands where no unit may begin, or a line ends within a text. */
export type Stop = 'end' | 'glue' | 'cut';
const stops = ['end', undefined, 'glue', 'cut'] as const;

/** A unit that has to be parsed. Positions are those of the scanned text's first byte and of the one after its last. */
export interface ScannedUnit {
  readonly start: number;
  readonly end: number;
  /** Whether it is a record as CloudTrail writes it, and a rule may concern it. */
  readonly isConcerning: boolean;
  /** Of a list its place, from 1 on; of a sequence its line. */
  readonly number: number;
}

/** Bytes that the assembly may look at behind the last one that it scans. */
const margin = 128;
const entryWords = 4;
const blank = 0x20;
const concerning = 1;

/** The bytes from a position on, up to so many; they are the scanner's to copy. Fewer where there are no more yet. */
type CopyBytes = (position: number, into: Uint8Array) => number;

/**
 * Finds units in JSON text that comes piece by piece (see record-scanner.assembly.ts). One scanner is used by one thread
 * for one text at a time.
 */
export class RecordScanner {
  readonly #assembly: Assembly;
  readonly #input: Uint8Array;
  readonly #inputSize: number;
  readonly #entries: Int32Array;
  /** The position in the text of the next byte to scan. */
  #at = 0;

  /** `wantsAll`: whether no unit is passed over. */
  constructor(wantsAll = false) {
    this.#assembly = instantiate();
    this.#assembly.setWantsAll(wantsAll);
    const { memory, inputAt, inputSize, entriesAt } = this.#assembly;
    this.#inputSize = inputSize();
    this.#input = new Uint8Array(memory.buffer, inputAt(), this.#inputSize + margin);
    this.#entries = new Int32Array(memory.buffer, entriesAt());
  }

  get position(): number {
    return this.#at;
  }

  /** Units passed over since {@link reset}: records that no rule concerns. */
  get passed(): number {
    return this.#assembly.passedUnits();
  }

  /** The first and last time of the units passed over, in seconds since 1970 UTC; `undefined` where there are none. */
  get times(): { readonly first: number; readonly last: number } | undefined {
    const [first, last] = [this.#assembly.firstTime(), this.#assembly.lastTime()];
    return first > last ? undefined : { first: secondsOf(first), last: secondsOf(last) };
  }

  /** Units of the list or sequence that ended. */
  get units(): number {
    return this.#assembly.unitsSoFar();
  }

  /** Line feeds of the sequence so far. */
  get lines(): number {
    return this.#assembly.linesSoFar();
  }

  /** Whether the last thing in the list was a comma. */
  get endsWithComma(): boolean {
    return this.#assembly.endsWithComma() !== 0;
  }

  /** Whether it was an item: a comma has to follow, or the list's end. */
  get endsWithItem(): boolean {
    return this.#assembly.endsWithItem() !== 0;
  }

  /** The unit that has begun and not ended, or that was cut off; its start, and in a sequence its line. */
  get open(): { readonly start: number; readonly line: number } {
    return { start: this.#at + this.#assembly.unitAt(), line: this.#assembly.lineOfUnit() };
  }

  get isOpen(): boolean {
    return this.#assembly.isOpen() !== 0;
  }

  /** Forgets counts and times. */
  reset(): void {
    this.#assembly.reset();
  }

  /** Goes on at a position where documents begin; the one that begins there is a unit. */
  beginSequence(position: number): void {
    this.#at = position;
    this.#assembly.begin(false, 0, false);
  }

  /** Goes on in a list, after so many items. `needsComma`: whether one has to come before the next item. */
  beginList(position: number, items: number, needsComma: boolean): void {
    this.#at = position;
    this.#assembly.begin(true, items, needsComma);
  }

  /** Counts line feeds that were passed over without being scanned. */
  addLines(count: number): void {
    this.#assembly.addLines(count);
  }

  /**
   * Scans on, as far as there are bytes. `isLast`: no others will come. `found` gets the units to parse, in their order.
   * Where it stops at a glue or a cut, {@link position} is that of the byte.
   */
  scan(copy: CopyBytes, isLast: boolean, found: (unit: ScannedUnit) => void): Stop {
    for (;;) {
      const held = copy(this.#at, this.#input);
      const isWhole = isLast && held <= this.#inputSize;
      const end = isWhole ? held : Math.max(0, Math.min(held - margin, this.#inputSize) & ~63);
      if (isWhole) this.#input.fill(blank, held, Math.min(this.#input.length, (held & ~63) + 64 + margin));
      if (end === 0) return 'end';
      const stop = this.#scanInput(end, found);
      if (stop !== 'end') return stop;
      if (isWhole) return 'end';
    }
  }

  #scanInput(end: number, found: (unit: ScannedUnit) => void): Stop {
    for (let from = 0; ; ) {
      const stop = stops[this.#assembly.scan(from, end)];
      this.#tell(found);
      from = this.#assembly.position();
      if (stop === undefined) continue;
      const passed = Math.min(from, end);
      this.#assembly.moveOn(passed);
      this.#at += passed;
      return stop;
    }
  }

  #tell(found: (unit: ScannedUnit) => void): void {
    const count = this.#assembly.takeEntries();
    for (let at = 0; at < count * entryWords; at += entryWords) {
      const [start = 0, end = 0, flags = 0, number = 0] = this.#entries.subarray(at, at + entryWords);
      found({ start: this.#at + start, end: this.#at + end, isConcerning: flags === concerning, number });
    }
  }
}

/** Of a time in digits, `20261001080005`. */
function secondsOf(stamp: number): number {
  const digits = (from: number) => Math.floor(stamp / from) % 100;
  const year = Math.floor(stamp / 1e10);
  return Date.UTC(year, digits(1e8) - 1, digits(1e6), digits(1e4), digits(100), stamp % 100) / 1000;
}
