import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventKey, EventTable } from '../../shared/archive/event-table.ts';

const kind = 'sts.amazonaws.com AssumeRole';
const ofId = (id: string): EventKey => ({ id, time: 1_790_000_000, kind });
const time = fc.constantFrom(0, 1_790_000_000, 1_790_000_001);
const zero = '00000000-0000-0000-0000-000000000000';
const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

/** Ids of which many are equal and many are alike: few bits differ, or only the case. */
const id = fc.oneof(
  fc.uuid(),
  fc.constantFrom(zero, '', '__proto__', 'constructor', 'x'.repeat(5000), 'not-a-uuid', '\ud800'),
  fc.integer({ min: 0, max: 40 }).map((n) => `00000000-0000-0000-0000-${hex(n, 12)}`),
  fc.integer({ min: 0, max: 40 }).map((n) => `${hex(n, 8)}-0000-0000-0000-000000000000`),
  fc.integer({ min: 0, max: 40 }).map((n) => `0000000A-0000-0000-0000-${hex(n, 12).toUpperCase()}`),
  fc.integer({ min: 0, max: 40 }).map((n) => `00000000000000000000${hex(n, 12)}`),
  fc.string({ maxLength: 3 }),
);

describe('EventTable', () => {
  it('answers as a Map of texts does', () => {
    const event = fc.record({
      id,
      time,
      kind: fc.constantFrom('sts AssumeRole', 'sts GetSessionToken', 's3 GetObject', ''),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), (events) => {
        const [set, oracle] = [new EventTable(), new Map<string, Set<string>>()];
        for (const event of events) {
          const place = JSON.stringify([event.id, event.time]);
          const names = oracle.get(place);
          const expected = names === undefined ? 'new' : names.has(event.kind) ? 'duplicate' : 'collision';
          oracle.set(place, new Set(names).add(event.kind));
          expect(set.add(event)).toBe(expected);
          expect(set.size).toBe([...oracle.values()].reduce((sum, { size }) => sum + size, 0));
        }
      }),
    );
  });

  it('keeps what it holds when it grows', () => {
    const set = new EventTable();
    const ids = Array.from({ length: 20_000 }, (_, n) => [
      zero,
      `id-${n}`,
      `${hex(n, 8)}-0000-4000-8000-000000000000`,
    ]);
    for (const one of ids.flat()) set.add(ofId(one));
    expect(set.size).toBe(40_001);
    expect(ids.flat().filter((one) => set.add(ofId(one)) !== 'duplicate')).toEqual([]);
    expect(set.size).toBe(40_001);
  });

  it.each<[string, (n: number) => string]>([
    ['first', (n) => `${hex(n, 8)}-0000-0000-0000-000000000001`],
    ['second and third', (n) => `00000001-${hex(n >> 8, 4)}-${hex(n & 255, 4)}-0000-000000000001`],
    ['fourth', (n) => `00000001-0000-0000-${hex(n >> 8, 4)}-${hex(n & 255, 4)}00000001`],
    ['last', (n) => `00000001-0000-0000-0000-0000${hex(n, 8)}`],
    ['first, from its left end', (n) => `${[...hex(n, 8)].reverse().join('')}-0000-0000-0000-000000000001`],
  ])('is not slowed to a crawl by ids that differ in their %s part only', (_, idOf) => {
    const set = new EventTable();
    for (let n = 0; n < 30_000; n++) set.add(ofId(idOf(n)));
    expect(set.size).toBe(30_000);
    expect(set.add(ofId(idOf(29_999)))).toBe('duplicate');
  });

  it('notes numbers as a Map of texts does', () => {
    const event = fc.record({ id, time, kind: fc.constantFrom('sts AssumeRole', 's3 GetObject') });
    const step = fc.tuple(event, fc.nat(0xffffffff), fc.boolean());
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const [table, oracle] = [new EventTable(), new Map<string, number>()];
        for (const [one, number, adds] of steps) {
          const key = JSON.stringify([one.id, one.time, one.kind]);
          if (adds && table.add(one) !== 'duplicate') oracle.set(key, 0);
          table.note(one, number);
          if (oracle.has(key)) oracle.set(key, number);
          expect(table.noted(one)).toBe(oracle.get(key) ?? 0);
        }
      }),
    );
  });

  it('keeps what was noted when it grows', () => {
    const table = new EventTable();
    for (let n = 0; n < 5000; n++) {
      table.add(ofId(`id-${n}`));
      table.note(ofId(`id-${n}`), n);
    }
    expect(Array.from({ length: 5000 }, (_, n) => table.noted(ofId(`id-${n}`)))).toEqual([
      ...Array(5000).keys(),
    ]);
  });
});
