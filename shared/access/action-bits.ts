/** Actions of a catalogue, a bit for each of their numbers: words of 32, from the one with the first of them on. */
export interface ActionBits {
  /** The place of the first word among those of all numbers. */
  readonly first: number;
  readonly words: Int32Array;
}

export const noActions: ActionBits = { first: 0, words: new Int32Array(0) };

/** The bits of numbers, which are in order. */
export function bitsOf(numbers: readonly number[]): ActionBits {
  const [lowest, highest] = [numbers[0], numbers.at(-1)];
  if (lowest === undefined || highest === undefined) return noActions;
  const first = lowest >>> 5;
  const words = new Int32Array((highest >>> 5) - first + 1);
  for (const number of numbers) {
    const place = (number >>> 5) - first;
    words[place] = wordAt(words, place) | (1 << (number & 31));
  }
  return { first, words };
}

/** What is in some of the sets. */
export function union(sets: readonly ActionBits[]): ActionBits {
  const [only] = sets;
  if (only === undefined) return noActions;
  if (sets.length === 1) return only;
  let [first, end] = [Number.POSITIVE_INFINITY, 0];
  for (const set of sets) {
    if (set.words.length === 0) continue;
    first = Math.min(first, set.first);
    end = Math.max(end, set.first + set.words.length);
  }
  if (end === 0) return noActions;
  const words = new Int32Array(end - first);
  for (const set of sets) addTo(words, first, set);
  return { first, words };
}

/** What is in both sets. */
export function both(one: ActionBits, other: ActionBits): ActionBits {
  const first = Math.max(one.first, other.first);
  const end = Math.min(one.first + one.words.length, other.first + other.words.length);
  if (first >= end) return noActions;
  const words = one.words.slice(first - one.first, end - one.first);
  const shift = first - other.first;
  for (let index = 0; index < words.length; index++)
    words[index] = wordAt(words, index) & wordAt(other.words, index + shift);
  return { first, words };
}

/** What is in one set and not in another. */
export function without(one: ActionBits, other: ActionBits): ActionBits {
  const words = one.words.slice();
  const shift = one.first - other.first;
  const start = Math.max(0, -shift);
  const end = Math.min(words.length, other.words.length - shift);
  for (let index = start; index < end; index++)
    words[index] = wordAt(words, index) & ~wordAt(other.words, index + shift);
  return { first: one.first, words };
}

/** How much of a set is in another. */
export function shareOf(one: ActionBits, other: ActionBits): 'none' | 'some' | 'all' {
  let [isSome, isAll] = [false, true];
  const shift = one.first - other.first;
  for (let index = 0; index < one.words.length; index++) {
    const word = wordAt(one.words, index);
    const common = word & (other.words[index + shift] ?? 0);
    isSome ||= common !== 0;
    isAll &&= common === (word | 0);
  }
  if (isAll) return 'all';
  return isSome ? 'some' : 'none';
}

/** Adds a set to words that begin with the one at a place, and have room for it. */
export function addTo(words: Int32Array, place: number, set: ActionBits): void {
  const shift = set.first - place;
  for (let index = 0; index < set.words.length; index++)
    words[index + shift] = wordAt(words, index + shift) | wordAt(set.words, index);
}

/** How many actions are in words, from one on and before another. */
export function countBits(words: Int32Array, first = 0, end = words.length): number {
  let count = 0;
  for (let index = first; index < end; index++) {
    const word = wordAt(words, index);
    if (word !== 0) count += bitsIn(word);
  }
  return count;
}

/** Warren, "Hacker’s Delight", 5-1. */
function bitsIn(word: number): number {
  let sum = word - ((word >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The numbers in a word at a place, in order. */
export function numbersIn(word: number, place: number): number[] {
  const numbers: number[] = [];
  for (let left = word; left !== 0; left &= left - 1)
    numbers.push(place * 32 + (31 - Math.clz32(left & -left)));
  return numbers;
}

function wordAt(words: Int32Array, index: number): number {
  return words[index] as number;
}
