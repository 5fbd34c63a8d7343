import type { Decision } from '../contracts/result-contract.generated.ts';

/** Whether a decision blocks for want of evidence alone: no rule in force is known to be broken, and none failed. */
export function blocksForWantOfEvidence({ decision, results, violations }: Decision): boolean {
  if (decision === 'allow') return false;
  const enforced = new Set(results.filter(({ mode }) => mode === 'enforce').map(({ ruleId }) => ruleId));
  const isBroken = violations.some(({ status, ruleId }) => status !== 'exempted' && enforced.has(ruleId));
  return !isBroken && !results.some(({ outcome }) => outcome === 'fault');
}
