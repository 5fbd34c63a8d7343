import type { AuditReport } from '../contracts/result-contract.generated.ts';
import type { ArchiveAuditReport } from './audit-report.ts';

type Judged = Pick<AuditReport['coverage'], 'rules'>;

/** Whether a rule had something to say. */
export function isSomethingJudged({ rules }: Judged): boolean {
  return Object.values(rules).some((counts) => Object.values(counts).some((count) => count > 0));
}

/** Whether scope and filters left out every record that a rule would concern: that nothing was found then says nothing. */
export function isNothingJudged(
  coverage: Judged & Pick<ArchiveAuditReport['coverage'], 'recordsLeftOut' | 'leftOutByDate'>,
): boolean {
  const { recordsLeftOut, leftOutByDate } = coverage;
  return (recordsLeftOut > 0 || leftOutByDate !== undefined) && !isSomethingJudged(coverage);
}
