import { describe, expect, it } from 'vitest';
import { batches } from '../../../shared/aws/calls/batches.ts';

const sizes = (all: readonly (readonly unknown[])[]) => all.map(({ length }) => length);

describe('batches', () => {
  it.each([
    [0, []],
    [1, [1]],
    [3, [3]],
    [4, [3, 1]],
    [9, [3, 3, 3]],
  ])('of at most three, out of %i: %j', (count, expected) => {
    const items = Array.from({ length: count }, (_, index) => index);
    const cut = batches(items, { items: 3 });
    expect(sizes(cut)).toEqual(expected);
    expect(cut.flat()).toEqual(items);
  });

  it.each([
    ['stay below the bytes', [4, 4, 1, 1], [[4, 4, 1], [1]]],
    ['do not reach them', [5, 5], [[5], [5]]],
    ['take an item that is larger by itself', [1, 30, 1], [[1], [30], [1]]],
    ['begin with one that is larger', [30, 1], [[30], [1]]],
    ['count anew in each', [9, 9, 9], [[9], [9], [9]]],
  ])('%s', (_, items, expected) => {
    expect(batches(items, { items: 10, bytes: 10, bytesOf: (size) => size })).toEqual(expected);
  });
});
