import { pageOf } from '../../../shared/page/page.ts';
import type { Result } from '../../../shared/report/result.ts';
import { violationOf } from '../findings/violations.ts';
import { auditOf, checkOf, results, submissionViolation } from '../formats/results.ts';
import { largeAudit } from './large-audit.ts';

/** The page of results, as a file. */
export function documentOf(...shown: readonly Result[]): string {
  return [...pageOf(shown, { version: '1.2.3' })].join('');
}

/** Results with something in every section. */
export function everything(): Result[] {
  const exempted = violationOf('c', { status: 'exempted', exemption: { id: 'x', expires: '2026-10-20' } });
  const low = violationOf('d', {
    severity: 'low',
    ruleId: 'connection-is-consistent',
    message: 'contradicts',
  });
  const { report } = auditOf([violationOf('a'), violationOf('b'), low, exempted], {
    lastEventTime: '2026-10-01T08:00:05Z',
    filesSkipped: [{ path: 'trail/x.json.gz', reason: 'truncated' }],
    undecided: [
      {
        ruleId: 'renew-before-expiry',
        missing: 'run',
        count: 3,
        requesterCount: 1,
        requesters: ['user/etl'],
      },
    ],
  });
  const since = { baseline: 'old.json', known: 1, gone: report.findings.slice(0, 1), notKnown: [] };
  const { sessions = [] } = largeAudit({ violations: 1, sessions: 300 }).report;
  const audit: Result = { kind: 'audit', report: { ...report, since, sessions } };
  const check = withRuns(checkOf([submissionViolation('e')], { missing: ['iam-policies'] }));
  return [audit, check, results.sweep(), results.access()];
}

function withRuns({ kind, report }: Result<'check'>): Result<'check'> {
  const ends = ['well', 'failed', 'died'] as const;
  const runs = ends.map((end) => ({ startedAt: '2026-09-30T22:00:00.000Z', seconds: 600, end }));
  return { kind, report: { ...report, items: report.items.map((item) => ({ ...item, runs })) } };
}
