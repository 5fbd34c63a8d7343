import { describe, expect, it } from 'vitest';
import { illFormedTexts } from '../../shared/json/well-formed.ts';

describe('illFormedTexts', () => {
  it.each([
    ['the value itself', 'secret\ud800', ''],
    ['an item of a list', ['x', '\udc00'], '/1'],
    ['a member', { a: 1, b: '\ud83d' }, '/b'],
    ['a member of a member', { a: { b: ['x', { c: '\ude00\ud83d' }] } }, '/a/b/1/c'],
    ['a name', { a: 1, 'na\udc00me/': 1 }, '/na�me~1'],
  ])('names %s by its place, never its value', (_, value, pointer) => {
    expect(illFormedTexts(value)).toEqual([{ pointer, detail: 'holds an unpaired surrogate' }]);
  });

  it.each([
    ['escaped', String.raw`{"a":"\ud83d"}`],
    ['escaped in capitals', String.raw`{"a":"\uDE00"}`],
    ['escaped with a digit in its place', String.raw`{"a":"\uD800\u0064"}`],
    ['itself', '{"a":"\ud83d"}'],
    ['half escaped, half itself', String.raw`{"a":"${'\ude00'}\ud83d"}`],
  ])('finds it in what was parsed from a text that has it %s', (_, text) => {
    expect(illFormedTexts(JSON.parse(text), text)).toHaveLength(1);
  });

  it.each([
    ['no escape', '{"a":"😀"}'],
    ['an escaped pair', String.raw`{"a":"\ud83d\ude00"}`],
    ['an escaped backslash', String.raw`{"a":"\\ud83d"}`],
    ['a letter after an escape', String.raw`{"a":"\u00ffd800"}`],
  ])('has nothing against what was parsed from a text with %s', (_, text) => {
    expect(illFormedTexts(JSON.parse(text), text)).toEqual([]);
  });

  it('names all of them', () => {
    const value = { list: ['\ud800', 'x', '\ud800'], '\ud800': '\ud800' };
    expect(illFormedTexts(value).map(({ pointer }) => pointer)).toEqual(['/list/0', '/list/2', '/�', '/�']);
  });

  it.each(['😀', '', { '😀': ['x', null, 7, true, {}] }, null, undefined])(
    'has nothing against %j',
    (value) => {
      expect(illFormedTexts(value)).toEqual([]);
    },
  );
});
