import type { AuditReport } from '../contracts/result-contract.generated.ts';

/** Whether scope and filters left out every record that a rule would concern: that nothing was found then says nothing. */
export function isNothingJudged({
  rules,
  recordsLeftOut,
}: Pick<AuditReport['coverage'], 'rules'> & { readonly recordsLeftOut: number }): boolean {
  const isJudged = Object.values(rules).some((counts) => Object.values(counts).some((count) => count > 0));
  return recordsLeftOut > 0 && !isJudged;
}
