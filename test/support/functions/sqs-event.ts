import { isObject } from '../../../shared/json/value.ts';

/** A batch as Lambda hands it over; message ids are `m-0`, `m-1` and so on. Anything but text becomes JSON. */
export function sqsEvent(...bodies: readonly unknown[]) {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `m-${index}`,
      receiptHandle: `receipt-${index}`,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      attributes: {},
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:queue',
      awsRegion: 'eu-central-1',
    })),
  };
}

/** A CloudTrail record as EventBridge delivers it. */
export function trailEvent(detail: unknown) {
  const service = isObject(detail) ? String(detail.eventSource).split('.', 1) : ['sts'];
  return { version: '0', 'detail-type': 'AWS API Call via CloudTrail', source: `aws.${service}`, detail };
}

/** A submission as a service announces it on the project's own bus. */
export function submissionEvent(detail: unknown) {
  return {
    version: '0',
    'detail-type': 'Mapping Submission Requested',
    source: 'informatica.mapping',
    detail,
  };
}

/** A run that ended long ago, of expired credentials. */
export const diedRun = {
  schemaVersion: '1',
  runId: 'task-1/7',
  task: { id: 'task-1', name: 'orders' },
  startedAt: '2026-10-01T08:00:00Z',
  endedAt: '2026-10-01T09:00:00Z',
  outcome: 'failed',
  errorMessage: 'The provided token has expired.',
  roleArns: ['arn:aws:iam::123456789012:role/redshift-stage'],
};

/** A run as a service announces its start or end. */
export function runEvent(detail: object) {
  const detailType = 'endedAt' in detail ? 'Mapping Run Ended' : 'Mapping Run Started';
  return { version: '0', 'detail-type': detailType, source: 'informatica.mapping', detail };
}
