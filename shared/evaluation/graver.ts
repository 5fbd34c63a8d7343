import { undecided } from '../rules/verdict.ts';
import type { Judged } from './outcome.ts';

/** How grave an outcome of a rule on a part of a subject is: the gravest is the rule's. */
const gravity = { fault: 4, violation: 3, undecided: 2, pass: 1, 'not-applicable': 0 } as const;

/** The graver of two answers, the first where they are alike; what is missing for either is missing for both. */
export function graver(one: Judged | undefined, other: Judged): Judged {
  if (one === undefined || gravity[other.outcome] > gravity[one.outcome]) return other;
  if (one.outcome !== 'undecided' || other.outcome !== 'undecided') return one;
  const missing = union(one.missing, other.missing);
  return missing === one.missing ? one : undecided(...missing);
}

/** The first list where it holds all of the second. */
export function union(one: readonly string[], other: readonly string[]): readonly string[] {
  return other.every((name) => one.includes(name)) ? one : [...new Set([...one, ...other])];
}
