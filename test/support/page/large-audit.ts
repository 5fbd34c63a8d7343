import type { SessionTimeline } from '../../../shared/audit/session-timeline.ts';
import type { Severity, Violation } from '../../../shared/contracts/result-contract.generated.ts';
import { severities } from '../../../shared/findings/gravest-first.ts';
import type { Result } from '../../../shared/report/result.ts';
import { violationOf } from '../findings/violations.ts';
import { auditOf } from '../formats/results.ts';

const hour = 3_600_000;
const first = Date.UTC(2026, 8, 1);
const account = '123456789012';

interface LargeAudit {
  readonly violations?: number;
  readonly causes?: number;
  readonly sessions?: number;
}

/** An audit with so many violations, of so many causes, and so many sessions of a hundred chains. */
export function largeAudit({ violations, causes, sessions }: LargeAudit = {}): Result<'audit'> {
  const count = violations ?? 100_000;
  const found = Array.from({ length: count }, (_, index) => violationAt(index, causes ?? count));
  const { report } = auditOf(found);
  return { kind: 'audit', report: { ...report, sessions: timelines(sessions ?? 10_000) } };
}

function violationAt(index: number, causes: number): Violation {
  const cause = index % causes;
  return violationOf('a', {
    id: `v1-${String(index).padStart(40, '0')}`,
    ruleId: 'requester-has-no-access',
    guideline: 'G1',
    severity: severities[cause % severities.length] as Severity,
    message: `user etl-${cause} may do 12 actions of s3, redshift and kms beyond what it needs to assume its roles`,
    subject: {
      kind: 'credential-request',
      eventName: 'AssumeRole',
      accountId: account,
      requester: `arn:aws:iam::${account}:user/etl-${cause}`,
      roleArn: `arn:aws:iam::${account}:role/redshift-stage-${cause % 40}`,
    },
  });
}

function timelines(count: number): SessionTimeline[] {
  const chains = 100;
  return Array.from({ length: chains }, (_, chain) => ({
    requester: `arn:aws:iam::${account}:user/etl-${chain}`,
    role: `arn:aws:iam::${account}:role/redshift-stage-${chain % 40}`,
    sessionName: 'mapping',
    sessions: Array.from({ length: Math.ceil(count / chains) }, (_, index) => ({
      issuedAt: timeAt(index * 2),
      expiresAt: timeAt(index * 2 + 1),
      accessKeyId: `ASIA${String(chain * 1000 + index).padStart(16, '0')}`,
    })),
  }));
}

function timeAt(hours: number): string {
  return new Date(first + hours * hour).toISOString();
}
