import { type ActionBits, addTo, countBits } from './action-bits.ts';

/** Numbers in a row: `end` is the first behind them. */
interface Range {
  readonly first: number;
  readonly end: number;
}

/** Actions that are added up for one principal after another, in the same memory. Only the words in use cost anything. */
export class WorkingSet {
  readonly words: Uint32Array;
  /** The words in use: from `#first` on, before `#end`. */
  #first: number;
  #end = 0;

  /** Has room for so many numbers. */
  constructor(numbers: number) {
    this.words = new Uint32Array(Math.ceil(numbers / 32));
    this.#first = this.words.length;
  }

  clear(): void {
    if (this.#end > this.#first) this.words.fill(0, this.#first, this.#end);
    this.#first = this.words.length;
    this.#end = 0;
  }

  add(actions: ActionBits): void {
    if (actions.words.length === 0) return;
    addTo(this.words, 0, actions);
    this.#first = Math.min(this.#first, actions.first);
    this.#end = Math.max(this.#end, actions.first + actions.words.length);
  }

  count(): number {
    return countBits(this.words, this.#first, this.#end);
  }

  /** Those of the ranges, which are in order, that hold one of the numbers. */
  among<One extends Range>(ranges: readonly One[]): One[] {
    const found: One[] = [];
    let next = 0;
    let end = 0;
    for (let place = this.#first; place < this.#end; place++) {
      for (let word = from(this.words[place] as number, end - place * 32); word !== 0; ) {
        const lowest = place * 32 + (31 - Math.clz32(word & -word));
        while ((ranges[next]?.end ?? Number.POSITIVE_INFINITY) <= lowest) next++;
        const range = ranges[next];
        if (range === undefined) return found;
        found.push(range);
        end = range.end;
        word = from(word, end - place * 32);
      }
    }
    return found;
  }
}

/** A word without the bits of numbers below one. */
function from(word: number, first: number): number {
  if (first <= 0) return word;
  return first >= 32 ? 0 : word & (-1 << first);
}
