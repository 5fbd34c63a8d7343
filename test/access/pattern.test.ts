import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsReserved, literally, matches, pattern } from '../../shared/access/pattern.ts';
import { tokensMatch, tokensOf } from './oracle.ts';

describe('a pattern', () => {
  it.each([
    ['', '', 'literal'],
    ['a', 'a', 'literal'],
    ['*', '*', 'prefix'],
    ['***', '*', 'prefix'],
    ['s3:*', 's3:*', 'prefix'],
    ['s3:**', 's3:*', 'prefix'],
    ['?', '?', 'general'],
    ['*a', '*a', 'affix'],
    ['*?', '?*', 'general'],
    ['?*?', '??*', 'general'],
    ['a*?*b??**c', 'a?*b??*c', 'general'],
  ])('%j is %j, a %s', (text, made, kind) => {
    expect(pattern(text)).toMatchObject({ text: made, kind });
  });

  it('counts its wildcards', () => {
    expect(pattern('a?*?b*c')).toMatchObject({ stars: 2, questions: 2 });
  });

  it.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'a:b', true],
    ['?', '', false],
    ['?', 'ab', false],
    ['?*', '', false],
    ['a*', 'a', true],
    ['a*', 'ba', false],
    ['*b', 'ab', true],
    ['*b', 'abc', false],
    ['*ab', 'aab', true],
    ['*a?', 'abac', true],
    ['*a*b*', 'bca', false],
    ['a.c', 'abc', false],
    ['a*c', 'a\nb\u2028c', true],
    ['a', 'A', false],
  ])('%j on %j: %j', (wildcards, text, expected) => {
    expect(matches(pattern(wildcards), text)).toBe(expected);
  });

  it('matches what it matches by definition', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    const wildcards = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 7 });
    fc.assert(
      fc.property(text, wildcards, (one, other) => {
        expect(matches(pattern(other), one)).toBe(tokensMatch(tokensOf(other, false), one));
      }),
      { seed: 20_261_123, numRuns: 5000 },
    );
  });

  it.each([
    ['stars', '*'.repeat(100_000)],
    ['question marks', '?'.repeat(100_000)],
    ['pieces', 'a*'.repeat(50_000)],
  ])('takes 100 KB of %s', (_, text) => {
    expect(matches(pattern(text), 'a'.repeat(100_000))).toBe(true);
  });
});

describe('a character that stands for itself', () => {
  it.each(['*', '?', '$'])('%s is matched by a wildcard and by itself alone', (character) => {
    const itself = pattern(`a${literally(character)}`);
    expect(itself.kind).toBe('literal');
    expect(matches(pattern('a?'), itself.text)).toBe(true);
    expect(matches(itself, 'ab')).toBe(false);
  });

  it.each([
    ['\ue000', true],
    ['a\ue001', true],
    ['\ue002b', true],
    ['a\ue006', true],
    ['\ue007', false],
    ['\udfff', false],
    ['*?$', false],
  ])('%j is a reserved one: %j', (text, expected) => {
    expect(holdsReserved(text)).toBe(expected);
  });
});
