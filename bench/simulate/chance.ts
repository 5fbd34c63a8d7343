import { randomNumbers } from '../random-numbers.ts';
import type { Delay } from './assignment.ts';

/** Draws that are the same in every run. */
export interface Chance {
  /** Whether something happens that has a share of all cases. */
  readonly happens: (share: number) => boolean;
  /** A number from one to less than another. */
  readonly between: (least: number, most: number) => number;
  readonly oneOf: <const T>(list: readonly [T, ...T[]]) => T;
  /** Seconds. */
  readonly delay: (delay: Delay) => number;
  /** As many capital letters and digits, as the ids of access keys have them. */
  readonly letters: (count: number) => string;
}

/** How many standard deviations above the median one of a hundred lies. */
const deviationsOfP99 = 2.326;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Makes the draws of one of many that are independent of each other: of the same seed each number has its own. */
export function chanceOf(seed: number, number: number): Chance {
  const random = randomNumbers(Math.imul(seed ^ Math.imul(number + 1, 0x9e3779b1), 0x85ebca6b));
  const between = (least: number, most: number) => least + random() * (most - least);
  return {
    happens: (share) => random() < share,
    between,
    oneOf: (list) => list[Math.floor(random() * list.length)] ?? list[0],
    delay: ({ median, p99, most }) => {
      // Drawn also where nothing delays, so that all else stays the same.
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      if (median === 0) return 0;
      const deviation = Math.log(p99 / median) / deviationsOfP99;
      return Math.min(most, median * Math.exp(deviation * normal));
    },
    letters: (count) =>
      Array.from({ length: count }, () => alphabet[Math.floor(random() * alphabet.length)]).join(''),
  };
}
