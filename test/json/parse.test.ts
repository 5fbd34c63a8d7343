import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotJsonError, parseJson } from '../../shared/json/parse.ts';
import { caught } from '../support/hostile/caught.ts';

describe('parseJson', () => {
  it('reads JSON as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ['an empty text', '', 'not JSON: the text is empty'],
    ['blanks', ' \n ', 'not JSON: the text is empty'],
    ['a text that ends too early', '[', 'not JSON: the text ends too early'],
    ['a list that ends too early', '{"a": [1, 2', 'not JSON: the text ends too early'],
    ['a string that ends too early', '{"a": "b', 'not JSON: the text ends too early'],
    ['a wrong character behind the value', '{} x', 'not JSON: unexpected character at position 3'],
    ['a wrong character within', '{"a": x}', 'not JSON: unexpected character'],
    ['a text that speaks of a position', 'x at position 42', 'not JSON: unexpected character'],
    ['a text that speaks of the end', 'x end of JSON input', 'not JSON: unexpected character'],
  ])('says where %s is broken', (_, text, message) => {
    expect(() => parseJson(text)).toThrow(new NotJsonError(message));
    expect(caught(() => parseJson(text)).name).toBe('NotJsonError');
  });

  it('never quotes the text', () => {
    const secret = fc.string({ unit: fc.constantFrom(...'ZXQVJK0123456789'), minLength: 8, maxLength: 40 });
    const around = fc.constantFrom(['', ''], ['{"token": ', '}'], ['["', '\u0001"]'], ['{"a": "', '']);
    fc.assert(
      fc.property(secret, around, (text, [before, after]) => {
        fc.pre(Number.isNaN(Number(text)));
        const error = caught(() => parseJson(`${before}${text}${after}`));
        expect(error).toBeInstanceOf(NotJsonError);
        for (let at = 0; at + 4 <= text.length; at++)
          expect(error.message).not.toContain(text.slice(at, at + 4));
      }),
    );
  });
});
