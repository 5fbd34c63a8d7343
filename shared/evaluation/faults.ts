import type { Outcome } from './outcome.ts';

/** Rules threw. The cause is the first one's own error. */
export class RuleFaultError extends Error {
  override readonly name = 'RuleFaultError';
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
