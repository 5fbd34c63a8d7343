import type { ArchiveAuditReport } from '../audit/audit-report.ts';
import type { AccessReport } from './access-report.ts';
import type { CheckReport } from './check-report.ts';
import type { SweepReport } from './sweep-report.ts';

/** What the commands with a result end with, by the command’s name. */
export interface Results {
  readonly audit: ArchiveAuditReport;
  readonly check: CheckReport;
  readonly sweep: SweepReport;
  readonly access: AccessReport;
}
export type ResultKind = keyof Results;

/** A report, and which command’s it is. */
export type Result<Kind extends ResultKind = ResultKind> = {
  readonly [One in Kind]: { readonly kind: One; readonly report: Results[One] };
}[Kind];
