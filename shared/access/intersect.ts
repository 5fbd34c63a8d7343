import { type Budget, TooComplexError } from './budget.ts';
import { costOf, fill, matches, mayOverlap, type Pattern, pattern } from './pattern.ts';

/** Characters of two patterns that are walked at once, by a function that calls itself for each. */
const longestWalk = 1500;

/** Patterns that match, together, exactly the texts that both patterns match. Throws TooComplexError. */
export function intersect(one: Pattern, other: Pattern, budget: Budget): readonly Pattern[] {
  budget.spend(1);
  if (!mayOverlap(one, other)) return [];
  if (covers(one, other, budget)) return [other];
  if (covers(other, one, budget)) return [one];
  if (one.kind === 'literal' || other.kind === 'literal') return [];
  return product(one.text, other.text, budget);
}

/**
 * Whether one pattern matches all texts of another, where that is easy to tell. A pattern without `?` that matches the
 * other with its wildcards filled matches the fillings by a `*`.
 */
function covers(one: Pattern, other: Pattern, budget: Budget): boolean {
  if (one.text === other.text || one.text === '*') return true;
  if (one.questions > 0 && other.kind !== 'literal') return false;
  budget.spend(costOf(one, other.text));
  return matches(one, other.kind === 'literal' ? other.text : other.text.replaceAll(/[*?]/g, fill));
}

/** Walks both texts at once, as the product of two automata, and remembers what is left to match at each pair of places. */
function product(one: string, other: string, budget: Budget): readonly Pattern[] {
  if (one.length + other.length > longestWalk) throw new TooComplexError('a pattern is too long to analyse');
  const width = other.length + 1;
  const remembered = new Map<number, readonly string[]>();

  function from(at: number, place: number): readonly string[] {
    const key = at * width + place;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const found = [...new Set(walk(at, place))];
    budget.spend(8 + found.reduce((steps, text) => steps + text.length, 0));
    remembered.set(key, found);
    return found;
  }

  function walk(at: number, place: number): readonly string[] {
    const a = one[at];
    const b = other[place];
    if (a === '*' && b === '*') return [...after('*', at + 1, place), ...after('*', at, place + 1)];
    if (a === '*') return [...from(at + 1, place), ...after(b, at, place + 1)];
    if (b === '*') return [...from(at, place + 1), ...after(a, at + 1, place)];
    if (a === undefined && b === undefined) return [''];
    return after(characterOf(a, b), at + 1, place + 1);
  }

  function after(character: string | undefined, at: number, place: number): readonly string[] {
    return character === undefined ? [] : from(at, place).map((rest) => character + rest);
  }

  return [...new Set(from(0, 0).map(pattern))];
}

/** The character that two match, neither of them `*`; `undefined` where there is none. */
function characterOf(a: string | undefined, b: string | undefined): string | undefined {
  if (a === '?') return b;
  return b === '?' || a === b ? a : undefined;
}
