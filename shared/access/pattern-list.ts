import { BoundedMap } from '../json/bounded-map.ts';
import type { Pattern } from './pattern.ts';

/** The key of a list that takes in everything. */
const takesAll = '*';

const keys = new WeakMap<readonly Pattern[], string>();

/** Tells lists apart by what they hold; the same statement is looked at many times. */
function keyOf(list: readonly Pattern[]): string {
  const known = keys.get(list);
  if (known !== undefined) return known;
  const texts = list.map(({ text }) => text);
  const key = texts.includes('*') ? takesAll : JSON.stringify(texts);
  keys.set(list, key);
  return key;
}

/** Leaves out lists that take in everything, and repetitions. */
export function distinct(lists: readonly (readonly Pattern[])[]): (readonly Pattern[])[] {
  const byKey = new Map<string, readonly Pattern[]>();
  for (const list of lists) {
    const key = keyOf(list);
    if (key !== takesAll) byKey.set(key, list);
  }
  return [...byKey.values()];
}

/** Lists that are told apart by a number. */
const mostNumbered = 100_000;
const numbers = new WeakMap<readonly Pattern[], number>();
const numbersByKey = new BoundedMap<string, number>(mostNumbered);
let nextNumber = 0;

/** A number that lists of the same patterns share, as long as it is remembered, and no others have. */
export function listNumber(list: readonly Pattern[]): number {
  const known = numbers.get(list);
  if (known !== undefined) return known;
  const key = keyOf(list);
  const number = numbersByKey.get(key) ?? nextNumber++;
  numbersByKey.set(key, number);
  numbers.set(list, number);
  return number;
}
