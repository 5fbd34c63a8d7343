import type { Outcome } from './outcome.ts';

/** A rule threw. The causes are the rules' own errors. */
export class RuleFaultError extends AggregateError {
  override readonly name = 'RuleFaultError';
}

/** Throws {@link RuleFaultError} where a rule faulted, so that what was judged is judged again and, at last, kept. */
export function throwFaults(outcomes: readonly Outcome[]): void {
  const faults = outcomes.flatMap(({ active, judged }) =>
    judged.outcome === 'fault' ? [{ id: active.rule.meta.id, error: judged.error }] : [],
  );
  if (faults.length === 0) return;
  throw new RuleFaultError(
    faults.map(({ error }) => error),
    `rules faulted: ${faults.map(({ id }) => id).join(', ')}`,
  );
}
