import type { DecisionRecord } from '../../../shared/aws/records/decision-items.ts';

/** When the tests' decision was made, until when it holds, and a moment after that. */
export const [decidedAt, validUntil, later] = [
  '2026-10-01T12:00:00.000Z',
  '2026-10-01T12:15:00.000Z',
  '2026-10-01T12:15:00.001Z',
];

/** A decision as the hook keeps it. */
export function decisionRecord(more: Partial<DecisionRecord> = {}): DecisionRecord {
  return {
    decisionId: 'd-1',
    submissionId: 's-1',
    digest: 'a'.repeat(64),
    decision: {
      schemaVersion: '1',
      submissionId: 's-1',
      decision: 'allow',
      policyRevision: `sha256:${'0'.repeat(64)}`,
      evaluatedAt: decidedAt,
      results: [],
      violations: [],
      decisionId: 'd-1',
      digest: 'a'.repeat(64),
      validUntil,
      requesters: [],
      timings: { facts: 0, total: 0 },
    },
    caller: '123456789012:user/gate',
    decidedAt,
    validUntil,
    published: false,
    ...more,
  };
}
