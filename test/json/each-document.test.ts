import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachJsonDocument } from '../../shared/json/each-document.ts';

describe('documents one after the other', () => {
  it.each<[string, string[]]>([
    ['', []],
    [' \n\ufeff', []],
    ['{}', ['{}']],
    ['{}{}', ['{}', '{}']],
    ['{"a": 1}\n{"b": 2}\n', ['{"a": 1}', '{"b": 2}']],
    ['{\n  "a": [\n    1\n  ]\n}\n[2]', ['{\n  "a": [\n    1\n  ]\n}', '[2]']],
    ['\u001e{"a": 1}\n\u001e\u001e{"b": 2}\n', ['{"a": 1}', '{"b": 2}']],
    ['\ufeff{}\r\n\ufeff{}', ['{}', '{}']],
    ['{"a": "}{"}{"b": "\\"}{"}', ['{"a": "}{"}', '{"b": "\\"}{"}']],
    ['{"a": "\\\\"}{}', ['{"a": "\\\\"}', '{}']],
    ['1 true"a""b"null{}', ['1', 'true', '"a"', '"b"', 'null', '{}']],
    ['{"a": 1', ['{"a": 1']],
    ['{} {"a": "', ['{}', '{"a": "']],
    ['{]}', ['{]', '}']],
    ['{} nonsense here', ['{}', 'nonsense', 'here']],
  ])('%j: %j', (text, expected) => {
    expect([...eachJsonDocument(text)]).toEqual(expected);
  });

  it('are those that were put together', () => {
    const documents = fc.array(fc.oneof(fc.object(), fc.array(fc.jsonValue()), fc.string()), {
      maxLength: 5,
    });
    const spaces = fc.constantFrom('', ' ', '\n', '\r\n\t', '\n\u001e');
    fc.assert(
      fc.property(documents, spaces, fc.nat(2), (values, space, indent) => {
        const texts = values.map((value) => JSON.stringify(value, null, indent));
        expect([...eachJsonDocument(texts.join(space))]).toEqual(texts);
      }),
      { seed: 20_261_127, numRuns: 500 },
    );
  });

  it('are found in 10 MB at once', () => {
    const text = '{"a": "b\\"c"}'.repeat(700_000);
    let count = 0;
    for (const _ of eachJsonDocument(text)) count++;
    expect(count).toBe(700_000);
  });
});
