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
