import type { Outcome } from './outcome.ts';
import { UnavailableFactsError } from './unavailable-facts-error.ts';

/** Rules threw. The cause is the first one's own error. */
export class RuleFaultError extends Error {
  override readonly name = 'RuleFaultError';
}

/** What rules asked for in vain, each fact once. */
export function unavailableIn(outcomes: readonly Outcome[]): string[] {
  let facts: Set<string> | undefined;
  for (const { judged } of outcomes) {
    if (judged.outcome !== 'undecided' || judged.unavailable === undefined) continue;
    facts = new Set([...(facts ?? []), ...judged.unavailable]);
  }
  return facts === undefined ? [] : [...facts];
}

/** Throws {@link UnavailableFactsError} where a fact was asked for in vain, so that the record is judged again. */
export function throwUnavailable(outcomes: readonly Outcome[]): void {
  const facts = unavailableIn(outcomes);
  if (facts.length > 0) throw new UnavailableFactsError(facts);
}

/** Throws {@link RuleFaultError} where a rule faulted, so that the record is judged again and, at last, kept. */
export function throwFaults(outcomes: readonly Outcome[]): void {
  const ids: string[] = [];
  let cause: unknown;
  for (const { active, judged } of outcomes) {
    if (judged.outcome !== 'fault') continue;
    ids.push(active.rule.meta.id);
    cause ??= judged.error;
  }
  if (ids.length > 0) throw new RuleFaultError(`rules faulted: ${ids.join(', ')}`, { cause });
}
