import type { ArchiveAuditReport } from '../audit/audit-report.ts';
import { isNothingJudged, isSomethingJudged } from '../audit/nothing-judged.ts';
import { counted } from '../json/counted.ts';
import { findingsCount, nounOf } from './findings-count.ts';
import type { Paint } from './paint.ts';
import { allLeftOut } from './unread-text.ts';

type Summarized = Pick<ArchiveAuditReport, 'findings' | 'coverage' | 'since'>;

/** What an audit comes to, in one line; where nothing was judged, that is no good news, and it says why. */
export function auditSummary({ findings, coverage, since }: Summarized, paint: Paint): string {
  const { recordsRead, requesters, filesSkipped } = coverage;
  const nothing = nothingText(coverage);
  if (nothing !== undefined) return paint('yellow', `Nothing was judged: ${nothing}`);
  const { count, withoutKnownAccess } = requesters;
  const unknown = withoutKnownAccess === 0 ? '' : `, ${withoutKnownAccess} without access known`;
  const text = [
    findingsCount(findings, `in ${counted(recordsRead, 'record')}`, nounOf(since)),
    ...(count === 0 ? [] : [`${counted(count, 'requester')}${unknown}`]),
    ...(filesSkipped.length === 0 ? [] : [`${counted(filesSkipped.length, 'file')} not read`]),
  ].join('; ');
  return paint(findings.length === 0 && filesSkipped.length === 0 ? 'green' : 'bold', text);
}

function nothingText(coverage: ArchiveAuditReport['coverage']): string | undefined {
  if (isNothingJudged(coverage)) return `scope and filters leave out ${allLeftOut(coverage)}.`;
  if (isSomethingJudged(coverage)) return undefined;
  const { recordsRead } = coverage;
  if (recordsRead === 0) return 'no record was read.';
  return `no rule concerns ${recordsRead === 1 ? 'the record that was read' : `any of ${recordsRead} records`}.`;
}
