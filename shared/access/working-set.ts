import { type ActionBits, addTo, countBits } from './action-bits.ts';

/** Numbers in a row: `end` is the first behind them. */
interface Range {
  readonly first: number;
  readonly end: number;
}

/** Actions that are added up for one principal after another, in the same memory. Only the words in use cost anything. */
export class WorkingSet {
  readonly words: Int32Array;
  /** The words in use: from `#first` on, before `#end`. */
  #first: number;
  #end = 0;

  /** Has room for so many numbers. */
  constructor(numbers: number) {
    this.words = new Int32Array(Math.ceil(numbers / 32));
    this.#first = this.words.length;
  }

  clear(): void {
    if (this.#end > this.#first) this.words.fill(0, this.#first, this.#end);
    this.#first = this.words.length;
    this.#end = 0;
  }

  add(actions: ActionBits): void {
    this.#use(actions);
    addTo(this.words, 0, actions);
  }

  /** Adds what is in a mask too, or all, and tells of the words' bits that are new, each with the word's place. */
  addWithin(
    actions: ActionBits,
    mask: ActionBits | undefined,
    onNew: (word: number, place: number) => void,
  ): void {
    this.#use(actions);
    const { first, words } = actions;
    const shift = first - (mask?.first ?? 0);
    for (let index = 0; index < words.length; index++) {
      const word = words[index] as number;
      const within = mask === undefined ? word : word & (mask.words[index + shift] ?? 0);
      const before = this.words[first + index] as number;
      const fresh = within & ~before;
      if (fresh === 0) continue;
      this.words[first + index] = before | fresh;
      onNew(fresh, first + index);
    }
  }

  #use({ first, words }: ActionBits): void {
    if (words.length === 0) return;
    this.#first = Math.min(this.#first, first);
    this.#end = Math.max(this.#end, first + words.length);
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
      const whole = this.words[place] as number;
      if (whole === 0) continue;
      for (let word = from(whole, end - place * 32); word !== 0; ) {
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
