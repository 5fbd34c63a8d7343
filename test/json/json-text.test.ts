import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPieces, jsonText } from '../../shared/json/json-text.ts';

describe('a JSON document in pieces', () => {
  it.each([1, 2, 3, 9])('is the document, cut at level %i', (levels) => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (value) => {
        const report = { ...value, absent: undefined, items: [{ absent: undefined, text: 'a\nb' }] };
        expect([...jsonPieces(report, levels)].join('')).toBe(jsonText(report));
      }),
    );
  });

  it('is a list too', () => {
    const list = [{ items: [1, 2] }, { items: [] }];
    expect([...jsonPieces(list, 3)].join('')).toBe(jsonText(list));
  });
});
