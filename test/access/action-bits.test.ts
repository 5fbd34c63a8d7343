import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ActionBits,
  bitsOf,
  both,
  numbersIn,
  shareOf,
  union,
  without,
} from '../../shared/access/action-bits.ts';

const most = 200;
const numbers = fc
  .uniqueArray(fc.oneof(fc.nat(most - 1), fc.constantFrom(0, 31, 32, 63, 64, most - 1)), { maxLength: 12 })
  .map((list) => list.sort((one, other) => one - other));

function listOf({ first, words }: ActionBits): number[] {
  return [...words].flatMap((word, index) => numbersIn(word, first + index));
}

function check(property: (one: number[], other: number[]) => void): void {
  fc.assert(fc.property(numbers, numbers, property), { seed: 20_261_127, numRuns: 500 });
}

describe('sets of numbers as bits', () => {
  it('give their numbers', () => {
    check((one) => {
      expect(listOf(bitsOf(one))).toEqual(one);
    });
  });

  it('are united, met and taken away like sets', () => {
    check((one, other) => {
      const all = [...new Set([...one, ...other])].sort((a, b) => a - b);
      const rest = one.filter((number) => !other.includes(number));
      expect(listOf(union([bitsOf(one), bitsOf(other)]))).toEqual(all);
      expect(listOf(both(bitsOf(one), bitsOf(other)))).toEqual(
        one.filter((number) => other.includes(number)),
      );
      expect(listOf(without(bitsOf(one), bitsOf(other)))).toEqual(rest);
      const share = rest.length === 0 ? 'all' : rest.length < one.length ? 'some' : 'none';
      expect(shareOf(bitsOf(one), bitsOf(other))).toBe(share);
    });
  });

  it('of none are empty', () => {
    expect([listOf(union([])), listOf(union([bitsOf([]), bitsOf([])]))]).toEqual([[], []]);
  });
});
