import { isEvent, unwrapEvent } from '../json/event-envelope.ts';
import { type Fields, isObject } from '../json/value.ts';
import { MalformedRecordError } from './errors.ts';
import { parseRecord } from './parse-record.ts';
import type { JudgedRecord } from './record.ts';

const sts = { source: 'aws.sts', eventSource: 'sts.amazonaws.com' };
const detailType = 'AWS API Call via CloudTrail';

/**
 * Reads the record that EventBridge delivers in an event, or one by itself, as `parseRecord` does. Throws
 * {@link MalformedRecordError} too where the envelope contradicts the record that would be judged: who can send to the
 * queue can put anything on it, and EventBridge puts nothing there that contradicts itself.
 * Source: EventBridge User Guide, events from AWS services, and events of CloudTrail.
 */
export function parseDelivery(value: unknown): JudgedRecord | undefined {
  const detail = unwrapEvent(value);
  const record = parseRecord(detail);
  if (record === undefined || !isObject(value) || !isEvent(value) || !isObject(detail)) return record;
  const contradicted = contradictionIn(value, detail);
  if (contradicted === undefined) return record;
  throw new MalformedRecordError(`expected the event’s ${contradicted}, which it contradicts`);
}

/** What of the envelope should go with what of the record, and does not. What either lacks contradicts nothing. */
function contradictionIn(event: Fields, { recipientAccountId, eventSource }: Fields): string | undefined {
  const { account, source } = event;
  if (event['detail-type'] !== detailType) return '`detail-type` to be that of a record';
  if (differs(account, recipientAccountId)) return '`account` to be the record’s `recipientAccountId`';
  if (source === undefined) return undefined;
  // The names of other services are not always those of their sources.
  const isOfAws = typeof source === 'string' && source.startsWith('aws.');
  const isConsistent = isOfAws && (source === sts.source) === (eventSource === sts.eventSource);
  return isConsistent ? undefined : '`source` to be that of the record’s `eventSource`';
}

function differs(one: unknown, other: unknown): boolean {
  const isSaid = one !== undefined && other !== undefined && other !== null && other !== '';
  return isSaid && one !== other;
}
