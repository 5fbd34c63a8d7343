import type { Budget } from './budget.ts';
import { costOf, fill, matches, type Pattern } from './pattern.ts';

/**
 * Texts of a pattern that decide whether all its texts are among those of some other patterns.
 *
 * What a wildcard leaves open is filled with a character that no other pattern names, so that only wildcards match it.
 * A pattern that matches such a text then matches every text with fillings of the same lengths. So only lengths matter,
 * and where others have at most `questions` `?`, no length above `questions + 1`: one that matches such a filling
 * matches part of it by a `*`, and a longer filling as well. Without any `?`, one length does: what matches a filling
 * of one matches it by a `*`, and so any other.
 *
 * The longest come first: they are matched by the fewest.
 */
export function* instances({ text, stars }: Pattern, questions: number, budget: Budget): Generator<string> {
  const parts = text.replaceAll('?', fill).split('*');
  const longest = questions === 0 ? 1 : questions + 1;
  const lengths = Array<number>(stars).fill(longest);
  while (true) {
    budget.spend(text.length + longest * stars);
    yield parts.reduce((whole, part, index) => whole + fill.repeat(lengths[index - 1] ?? 0) + part);
    const last = questions === 0 ? -1 : lengths.findLastIndex((length) => length > 0);
    if (last === -1) return;
    lengths[last] = (lengths[last] ?? 0) - 1;
    lengths.fill(longest, last + 1);
  }
}

/** The most `?` that one of the patterns has: see {@link instances}. */
export function mostQuestions(patterns: readonly Pattern[]): number {
  return patterns.reduce((most, { questions }) => Math.max(most, questions), 0);
}

/** Whether one of the patterns matches a text. */
export function matchesSome(patterns: readonly Pattern[], text: string, budget: Budget): boolean {
  for (const one of patterns) {
    budget.spend(costOf(one, text));
    if (matches(one, text)) return true;
  }
  return false;
}
