import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonEnd } from '../../shared/json/json-end.ts';

describe('jsonEnd', () => {
  it('finds the end of an object or list, whatever is in its texts and behind it', () => {
    const container = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()));
    const tricky = fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', 'a') });
    fc.assert(
      fc.property(container, tricky, tricky, fc.string(), (value, key, text, behind) => {
        const json = JSON.stringify([{ [key]: text }, value]);
        expect(jsonEnd(`${behind.length}${json}${behind}`, String(behind.length).length)).toBe(
          String(behind.length).length + json.length,
        );
        expect(jsonEnd(json.slice(0, -1), 0)).toBe(-1);
      }),
    );
  });

  it('knows a text that does not end', () => {
    expect(jsonEnd('{"a', 0)).toBe(-1);
    expect(jsonEnd('{"a\\"}', 0)).toBe(-1);
  });
});
