import { describe, expect, it } from 'vitest';
import { Budget, TooComplexError } from '../../shared/access/budget.ts';
import { instances, matchesSome, mostQuestions } from '../../shared/access/instances.ts';
import { fill, pattern } from '../../shared/access/pattern.ts';

function shown(text: string, questions: number, budget = new Budget()): string[] {
  return [...instances(pattern(text), questions, budget)].map((one) => one.replaceAll(fill, '.'));
}

function isCovered(text: string, ...cuts: string[]): boolean {
  const others = cuts.map(pattern);
  const texts = [...instances(pattern(text), mostQuestions(others), new Budget())];
  return texts.every((one) => matchesSome(others, one, new Budget()));
}

describe('instances', () => {
  it.each([
    ['a', 0, ['a']],
    ['a', 3, ['a']],
    ['a?', 3, ['a.']],
    ['a*', 0, ['a.']],
    ['a*', 1, ['a..', 'a.', 'a']],
    ['*a*', 0, ['.a.']],
    ['*a*', 1, ['..a..', '..a.', '..a', '.a..', '.a.', '.a', 'a..', 'a.', 'a']],
  ])('of %j beside %d question marks: %j', (text, questions, expected) => {
    expect(shown(text, questions)).toEqual(expected);
  });

  it.each([
    ['*', [''], false],
    ['*', ['', '?'], false],
    ['*', ['', '??*'], false],
    ['*', ['?', '??*'], false],
    ['*', ['', '?', '??*'], true],
    ['*', ['', '?*'], true],
    ['*', ['a*'], false],
    ['a*', ['a', 'a?', 'a??', 'a???*'], true],
    ['a*', ['a', 'a?', 'a???*'], false],
    ['*a*', ['a*', '?*a*'], true],
    ['*a*', ['a', '?*a*'], false],
    ['*a*', ['*a', '*?'], true],
    ['?', ['a', 'b'], false],
  ])('decide whether %j is covered by %j: %j', (text, cuts, expected) => {
    expect(isCovered(text, ...cuts)).toBe(expected);
  });

  it('give up where there are too many', () => {
    expect(() => shown('*a*b*c*d*e*f*g*h*', 12, new Budget(100_000))).toThrow(TooComplexError);
  });

  it('take as many steps as there are comparisons of characters', () => {
    const wildcards = [pattern(`*${'a'.repeat(300)}*b`)];
    expect(() => matchesSome(wildcards, 'a'.repeat(1000), new Budget(10_000))).toThrow(TooComplexError);
  });
});
