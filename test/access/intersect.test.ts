import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Budget, TooComplexError } from '../../shared/access/budget.ts';
import { intersect } from '../../shared/access/intersect.ts';
import { pattern } from '../../shared/access/pattern.ts';
import { Patterns } from './oracle.ts';

function textsOf(one: string, other: string, budget = new Budget()): string[] {
  return intersect(pattern(one), pattern(other), budget)
    .map(({ text }) => text)
    .sort();
}

describe('intersect', () => {
  it.each([
    ['a', 'a', ['a']],
    ['a', 'b', []],
    ['', '*', ['']],
    ['', '?', []],
    ['a*', 'ab*', ['ab*']],
    ['a*', 'b*', []],
    ['*', '*a?', ['*a?']],
    ['a?', '?b', ['ab']],
    ['a*', '*b', ['a*b', 'a*b']],
    ['a*a', 'a', []],
    ['a*', '*a', ['a', 'a*a']],
    ['?*', '*', ['?*']],
  ])('%j and %j: %j', (one, other, expected) => {
    expect(new Set(textsOf(one, other))).toEqual(new Set(expected));
  });

  it('matches exactly what both match', () => {
    const wildcards = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 5 });
    fc.assert(
      fc.property(wildcards, wildcards, (one, other) => {
        const both = textsOf(one, other);
        const patterns = new Patterns();
        const [first, second] = [one, other].map((text) => 1 << patterns.add(text, false)) as [
          number,
          number,
        ];
        const parts = both.slice(0, 25).map((text) => patterns.add(text, false));
        const found = parts.reduce((all, number) => all | (1 << number), 0);
        if (both.length > 25) return;
        for (const { text, matched } of patterns.kinds(['a', 'b'])) {
          const isInBoth = (matched & first) !== 0 && (matched & second) !== 0;
          expect((matched & found) !== 0, text).toBe(isInBoth);
        }
      }),
      { seed: 20_261_123, numRuns: 3000 },
    );
  });

  it('has no text twice', () => {
    const both = textsOf('*a*b*c*', '*c*b*a*');
    expect(new Set(both).size).toBe(both.length);
  });

  it.each([
    ['more steps than it has', '*a*b*c*d*e*', '*e*d*c*b*a*', 1000],
    ['texts that are too long', `*${'a'.repeat(1000)}?`, `${'?'.repeat(1000)}*b`, 1_000_000],
    ['a product that grows exponentially', 'a*'.repeat(200), '*b'.repeat(200), 1_000_000],
  ])('gives up on %s', (_, one, other, steps) => {
    expect(() => textsOf(one, other, new Budget(steps))).toThrow(TooComplexError);
  });

  it('walks long texts without a stack that overflows', () => {
    expect(textsOf(`${'?'.repeat(700)}a*`, `${'b'.repeat(700)}*a`)).toHaveLength(2);
  });
});
