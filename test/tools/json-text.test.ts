import { describe, expect, it } from 'vitest';
import { jsonText } from '../../tools/generate/json-text.ts';

const value = { a: 1, b: 'text', c: { d: [1, 2, 3] }, e: [{ f: null }, []] };

describe('JSON as people lay it out', () => {
  it.each<[string, unknown, Parameters<typeof jsonText>[1], string]>([
    [
      'stands on one line where it fits',
      { a: [1, { b: 'x' }], c: {} },
      { widest: 80 },
      '{ "a": [1, { "b": "x" }], "c": {} }',
    ],
    [
      'has a line for each member where it does not',
      value,
      { widest: 26 },
      '{\n  "a": 1,\n  "b": "text",\n  "c": { "d": [1, 2, 3] },\n  "e": [{ "f": null }, []]\n}',
    ],
    [
      'has plain members share lines where it is dense',
      value,
      { widest: 26, isDense: true },
      '{\n  "a": 1, "b": "text",\n  "c": { "d": [1, 2, 3] },\n  "e": [{ "f": null }, []]\n}',
    ],
    ['has plain items share lines', [100, 200, 300, 400], { widest: 14 }, '[\n  100, 200,\n  300, 400\n]'],
    ['has other items on their own', [[1], [2]], { widest: 7 }, '[\n  [1],\n  [2]\n]'],
  ])('%s', (_, json, layout, text) => {
    expect(jsonText(json, layout)).toBe(text);
    expect(JSON.parse(text)).toEqual(json);
  });
});
