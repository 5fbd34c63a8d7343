import { type Budget, TooComplexError } from './budget.ts';
import { costOf, fill, matches, mayOverlap, type Pattern, pattern } from './pattern.ts';
import type { ResourceKind } from './resource-kind.ts';
import { admits, oneOf, plainWildcards, runOf, singleRank, starRank } from './wildcard.ts';

/** Characters of two patterns that are walked at once, by a function that calls itself for each. */
const longestWalk = 1500;

/** Patterns that match, together, exactly the texts that both patterns match. Throws TooComplexError. */
export function intersect(one: Pattern, other: Pattern, budget: Budget): readonly Pattern[] {
  budget.spend(1);
  if (!mayOverlap(one, other)) return [];
  if (covers(one, other, budget)) return [other];
  if (covers(other, one, budget)) return [one];
  if (one.kind === 'literal' || other.kind === 'literal') return [];
  return product(one.text, other.text, budget).map(pattern);
}

/**
 * Patterns of what is both matched by a pattern and of a kind. Their wildcards may stand for no more than those of the
 * kind do: what fills them must be a character that a name may hold. Throws TooComplexError.
 */
export function intersectKind(one: Pattern, kind: ResourceKind, budget: Budget): readonly Pattern[] {
  budget.spend(1);
  const texts = one.text === '*' ? [kind.text] : product(one.text, kind.text, budget);
  return [...new Set(texts.map(plainWildcards))].map(pattern);
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
function product(one: string, other: string, budget: Budget): readonly string[] {
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
    const run = starRank(a);
    const otherRun = starRank(b);
    if (run !== undefined && otherRun !== undefined) {
      const both = runOf(Math.max(run, otherRun));
      return [...after(both, at + 1, place), ...after(both, at, place + 1)];
    }
    if (run !== undefined) return [...from(at + 1, place), ...after(within(b, run), at, place + 1)];
    if (otherRun !== undefined) return [...from(at, place + 1), ...after(within(a, otherRun), at + 1, place)];
    if (a === undefined && b === undefined) return [''];
    return after(characterOf(a, b), at + 1, place + 1);
  }

  function after(character: string | undefined, at: number, place: number): readonly string[] {
    return character === undefined ? [] : from(at, place).map((rest) => character + rest);
  }

  return [...new Set(from(0, 0))];
}

/** The character that two match, neither of them for any number of characters; `undefined` where there is none. */
function characterOf(a: string | undefined, b: string | undefined): string | undefined {
  const rank = singleRank(a);
  if (rank !== undefined) return within(b, rank);
  const otherRank = singleRank(b);
  return otherRank === undefined ? (a === b ? a : undefined) : within(a, otherRank);
}

/** What a character, or a wildcard for one, leaves of a wildcard of a rank. */
function within(character: string | undefined, rank: number): string | undefined {
  if (character === undefined) return undefined;
  const own = singleRank(character);
  if (own !== undefined) return oneOf(Math.max(own, rank));
  return admits(rank, character) ? character : undefined;
}
