import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bitsOf } from '../../shared/access/action-bits.ts';
import { WorkingSet } from '../../shared/access/working-set.ts';

const most = 200;
const numbers = fc
  .uniqueArray(fc.oneof(fc.nat(most - 1), fc.constantFrom(0, 31, 32, 63, 64, most - 1)), { maxLength: 12 })
  .map((list) => list.sort((one, other) => one - other));

it('counts what was added since it was cleared, and finds it in ranges', () => {
  const set = new WorkingSet(most);
  const check = (lists: readonly number[][], borders: readonly number[]) => {
    set.clear();
    for (const list of lists) set.add(bitsOf(list));
    const all = [...new Set(lists.flat())];
    const ranges = [0, ...borders].map((first, index) => ({ first, end: borders[index] ?? most }));
    expect(set.count()).toBe(all.length);
    expect(set.among(ranges)).toEqual(
      ranges.filter(({ first, end }) => all.some((number) => number >= first && number < end)),
    );
  };
  fc.assert(fc.property(fc.array(numbers, { maxLength: 3 }), numbers, check), {
    seed: 20_261_127,
    numRuns: 1000,
  });
});
