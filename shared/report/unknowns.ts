import type { UndecidedCount } from '../audit/tally.ts';
import type { Decision } from '../contracts/result-contract.generated.ts';
import type { Unknown } from './unknown-text.ts';

/** A decision, and the name of the task that it is on. */
export interface NamedDecision {
  readonly name: string;
  readonly decision: Decision;
}

/** What decisions leave open, by rule and by what is missing, in the order in which they say so. */
export function unknownsOf(decided: readonly NamedDecision[]): Unknown[] {
  const open = decided.flatMap(({ name, decision }) =>
    decision.results
      .filter(({ outcome }) => outcome === 'undecided')
      .map(({ ruleId, missing = [] }) => ({ name, ruleId, missing: missing.join(', ') })),
  );
  const alike = Map.groupBy(open, ({ ruleId, missing }) => JSON.stringify([ruleId, missing]));
  return [...alike.values()].flatMap((some) => {
    const concerned = [...new Set(some.map(({ name }) => name))];
    return some.slice(0, 1).map(({ ruleId, missing }) => ({
      ruleId,
      missing,
      count: some.length,
      concerned,
      concernedCount: concerned.length,
    }));
  });
}

/** What an audit leaves open, as its coverage counts it. */
export function unknownsOfRecords(undecided: readonly UndecidedCount[]): Unknown[] {
  return undecided.map(({ requesters, requesterCount, ...unknown }) => ({
    ...unknown,
    concerned: requesters,
    concernedCount: requesterCount,
  }));
}
