import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Oracle, Patterns, type PlainStatement, tokensMatch, tokensOf } from './oracle.ts';

/** All texts of up to so many characters. */
function textsUpTo(length: number, alphabet: readonly string[]): string[] {
  const texts = [''];
  for (const text of texts)
    if (text.length < length) texts.push(...alphabet.map((character) => text + character));
  return texts;
}

describe('the oracle', () => {
  it('meets every kind of text that an enumeration meets, and no other', () => {
    const texts = textsUpTo(7, ['a', 'b', 'z']);
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), (wildcards) => {
        const patterns = new Patterns();
        const numbers = wildcards.map((one) => patterns.add(one, false));
        const tokens = wildcards.map((one) => tokensOf(one, false));
        const matched = (one: string) =>
          numbers.reduce(
            (all, number, at) => (tokensMatch(tokens[at] ?? [], one) ? all | (1 << number) : all),
            0,
          );
        const kinds = patterns.kinds();
        for (const kind of kinds) expect(matched(kind.text)).toBe(kind.matched);
        const found = new Set(kinds.map((kind) => kind.matched));
        expect(texts.filter((one) => !found.has(matched(one)))).toEqual([]);
      }),
      { seed: 20_261_123, numRuns: 60 },
    );
  });

  const allow: PlainStatement = { Effect: 'Allow', Action: '*', Resource: '*' };
  it.each<[string, PlainStatement[], boolean]>([
    ['all of it', [allow], true],
    ['none of it', [allow, { Effect: 'Deny', Action: '*', Resource: '*' }], false],
    [
      'the text that one more character makes',
      [allow, { Effect: 'Deny', Action: '*', Resource: ['', '?'] }],
      true,
    ],
    ['no text of any length', [allow, { Effect: 'Deny', Action: '*', Resource: ['', '?', '??*'] }], false],
    ['no action without a colon', [{ Effect: 'Allow', Action: 'ab', Resource: '*' }], false],
    [
      'what a conditional Deny leaves',
      [allow, { Effect: 'Deny', Action: '*', Resource: '*', Condition: { Bool: {} } }],
      true,
    ],
  ])('finds %s', (_, statements, expected) => {
    const oracle = new Oracle({ policies: [{ Statement: statements }], baseline: [] });
    expect(oracle.witness() !== undefined).toBe(expected);
  });
});
