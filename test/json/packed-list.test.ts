import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PackedList } from '../../shared/json/packed-list.ts';

describe('PackedList', () => {
  it('has the values that were pushed, in their order', () => {
    const list = new PackedList<unknown>();
    expect([...list]).toEqual([]);
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (values) => {
        const one = new PackedList<unknown>();
        for (const value of values) one.push(value);
        expect([...one]).toEqual(JSON.parse(JSON.stringify(values)));
        expect(one.length).toBe(values.length);
      }),
    );
  });

  it.each([999, 1000, 1001, 2500])('has all of %i values, every time that it is read', (count) => {
    const list = new PackedList<{ number: number; text: string }>();
    const values = Array.from({ length: count }, (_, number) => ({ number, text: `\ud800é${number}` }));
    for (const value of values) list.push(value);
    expect(list.length).toBe(count);
    for (const _ of [1, 2]) expect([...list]).toEqual(values);
  });
});
