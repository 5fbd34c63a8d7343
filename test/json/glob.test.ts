import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesAny, matchesGlob } from '../../shared/json/glob.ts';

/** The same glob as a regular expression. */
function oracle(glob: string): RegExp {
  const source = [...glob]
    .map((char) => (char === '*' ? '.*' : char === '?' ? '.' : char.replace(/[\\^$.+(){}[\]|/]/, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, 's');
}

describe('matchesGlob', () => {
  it.each([
    ['', '', true],
    ['', '*', true],
    ['', '?', false],
    ['a', '', false],
    ['role', 'role', true],
    ['role', 'Role', false],
    ['role', 'rol', false],
    ['role', 'role?', false],
    ['roles', 'role?', true],
    ['role', 'role*', true],
    ['role', '*role*', true],
    ['arn:aws:iam::123456789012:role/redshift-stage', 'arn:aws:iam::*:role/redshift-*', true],
    ['arn:aws:iam::123456789012:role/redshift-stage', 'arn:aws:iam::?:role/redshift-*', false],
    ['aab', '*ab', true],
    ['abac', '*a?', true],
    ['a\nb', 'a*b', true],
    ['a.b', 'a.b', true],
    ['axb', 'a.b', false],
    ['a*b', 'a\\*b', false],
    ['[a]', '[a]', true],
    ['a', '[a]', false],
  ])('%j against %j: %j', (text, glob, expected) => {
    expect(matchesGlob(text, glob)).toBe(expected);
  });

  it('agrees with a regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '\n'), maxLength: 8 });
    const glob = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 6 });
    fc.assert(
      fc.property(text, glob, (one, pattern) => {
        expect(matchesGlob(one, pattern)).toBe(oracle(pattern).test(one));
      }),
      { numRuns: 1000 },
    );
  });

  it('answers on a pattern over which a backtracking matcher would despair', () => {
    expect(matchesGlob('a'.repeat(5000), `${'a*'.repeat(500)}b`)).toBe(false);
  });
});

describe('matchesAny', () => {
  it.each([
    ['an absent list matches everything', 'role', undefined, true],
    ['an absent list matches an absent text', undefined, undefined, true],
    ['an empty list matches nothing', 'role', [], false],
    ['one glob of several is enough', 'role', ['x', 'r*'], true],
    ['no glob of several matches', 'role', ['x', 'y*'], false],
    ['an absent text matches no list', undefined, ['*'], false],
  ])('%s', (_, text, globs, expected) => {
    expect(matchesAny(text, globs)).toBe(expected);
  });
});
