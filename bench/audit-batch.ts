import type { SQSEvent } from 'aws-lambda';
import { compliantRecord } from '../shared/examples/compliant.ts';
import type { Comparison } from './comparison.ts';
import { benchAudit, benchContext } from './functions.ts';

const size = 100;

const bodies = Array.from({ length: size }, (_, index) =>
  JSON.stringify({
    version: '0',
    id: `33333333-4444-4555-8666-${String(index).padStart(12, '0')}`,
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.sts',
    account: '123456789012',
    time: '2026-10-01T08:00:05Z',
    region: 'eu-central-1',
    resources: [],
    detail: { ...compliantRecord, eventID: `44444444-5555-4666-8777-${String(index).padStart(12, '0')}` },
  }),
);
const event = { Records: bodies.map((body, index) => ({ messageId: `message-${index}`, body })) } as SQSEvent;

/** AuditCredentialRequests on a batch of 100 records without violations, against JSON.parse of the same bodies. */
export const auditBatch = (): Comparison => ({
  name: `AuditCredentialRequests, ${size} records without violations / JSON.parse of their bodies`,
  cost: 'typical',
  baseline: () => {
    for (const body of bodies) JSON.parse(body);
  },
  work: () => benchAudit(event, benchContext),
});
