import type { Violation } from '../../../shared/contracts/result-contract.generated.ts';

/** A violation by a request of the root user, with what differs. Its id is `v1-` and 40 times the letter. */
export function violationOf(letter: string, more: Partial<Violation> = {}): Violation {
  return {
    schemaVersion: '1',
    id: `v1-${letter.repeat(40)}`,
    ruleId: 'no-root-credentials',
    guideline: 'G6',
    severity: 'critical',
    status: 'violation',
    title: 'Root credentials are used',
    message: `message ${letter}`,
    remediation: 'Use an IAM user.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html'],
    subject: {
      kind: 'credential-request',
      eventName: 'AssumeRole',
      accountId: '123456789012',
      requester: 'arn:aws:iam::123456789012:root',
      roleArn: 'arn:aws:iam::123456789012:role/redshift-stage',
    },
    evidence: {},
    observedAt: '2026-10-01T08:00:05Z',
    ...more,
  };
}
