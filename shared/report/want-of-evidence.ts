import type { Decision } from '../contracts/result-contract.generated.ts';

/**
 * Whether a decision blocks for want of evidence alone: no rule in force is known to be broken, and none failed. `known`: violations that are
 * left out of it.
 */
export function blocksForWantOfEvidence(judged: Decision & { readonly known?: number }): boolean {
  const { decision, results, violations, known = 0 } = judged;
  if (decision === 'allow' || known > 0) return false;
  const enforced = new Set(results.filter(({ mode }) => mode === 'enforce').map(({ ruleId }) => ruleId));
  const isBroken = violations.some(({ status, ruleId }) => status !== 'exempted' && enforced.has(ruleId));
  return !isBroken && !results.some(({ outcome }) => outcome === 'fault');
}
