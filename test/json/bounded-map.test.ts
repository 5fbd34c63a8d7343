import { expect, it } from 'vitest';
import { BoundedMap } from '../../shared/json/bounded-map.ts';

it('holds as much as it may, and forgets all of it rather than hold more', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1).set('b', 2);
  expect([...map]).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
  map.set('c', 3);
  expect([...map]).toEqual([['c', 3]]);
});

it('forgets nothing where a key that it holds gets another value', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1).set('b', 2).set('a', 3);
  expect(Object.fromEntries(map)).toEqual({ a: 3, b: 2 });
});
