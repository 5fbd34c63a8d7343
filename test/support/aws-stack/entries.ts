import { readFile } from 'node:fs/promises';
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { SQSEvent } from 'aws-lambda';
import { compliantSubmission, patched } from '../../../shared/examples/compliant.ts';
import type { Json } from '../cli/audit-command.ts';

/**
 * A CloudTrail record as CloudTrail itself puts it on the default bus. From others AWS takes no source that begins with
 * `aws.`; moto does.
 */
export function recordEntry(record: Json): PutEventsRequestEntry {
  return {
    Source: `aws.${String(record.eventSource).split('.', 1)[0]}`,
    DetailType: 'AWS API Call via CloudTrail',
    Detail: JSON.stringify(record),
  };
}

/** The compliant submission with a delta, as somebody asks on a bus for its decision. */
export function submissionEntry(bus: string, delta: object = {}): PutEventsRequestEntry {
  return {
    EventBusName: bus,
    Source: 'informatica.mapping',
    DetailType: 'Mapping Submission Requested',
    Detail: JSON.stringify(patched(compliantSubmission, delta)),
  };
}

/** The events that led to a file in `events/`, for a bus or the default one. */
export async function entriesOf(name: string, bus?: string): Promise<PutEventsRequestEntry[]> {
  const { Records }: SQSEvent = JSON.parse(await readFile(`events/${name}`, 'utf8'));
  return Records.map(({ body }) => {
    const event = JSON.parse(body);
    return {
      EventBusName: bus,
      Source: event.source,
      DetailType: event['detail-type'],
      Detail: JSON.stringify(event.detail),
    };
  });
}
