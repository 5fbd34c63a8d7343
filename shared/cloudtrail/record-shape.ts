import type { Fields } from '../json/value.ts';

/** Members of which a record has at least one, beside its source and name. */
const companions = [
  'userIdentity',
  'eventTime',
  'eventVersion',
  'eventID',
  'awsRegion',
  'requestID',
  'sourceIPAddress',
  'recipientAccountId',
  '@timestamp',
];
/** Members that only records have: what has one of them and is no record is a damaged one. */
const marks = ['userIdentity', 'eventName', 'requestParameters', 'responseElements'];
const columnMarks = ['useridentity', 'eventname', 'requestparameters', 'responseelements'];
const notification = 'aws:';

/**
 * Whether an object is a CloudTrail record: it says the call’s source and name, and more of what records say. The messages
 * of S3, SQS, Kinesis and DynamoDB, whose source begins with `aws:`, are none (Lambda Developer Guide, event sources).
 */
export function isRecord(value: Fields): boolean {
  const { eventSource, eventName } = value;
  if (typeof eventSource !== 'string' || typeof eventName !== 'string') return false;
  return !eventSource.startsWith(notification) && hasAny(value, companions);
}

/** Whether an object is a message of a service that Lambda hands on. SNS writes its source with a capital. */
export function isNotification({ eventSource, EventSource }: Fields): boolean {
  const source = eventSource ?? EventSource;
  return typeof source === 'string' && source.startsWith(notification);
}

/** Whether an object can only be a record that lacks something, which its reader will name. */
export function isDamagedRecord(value: Fields): boolean {
  const { eventSource } = value;
  if (typeof eventSource === 'string') return !eventSource.startsWith(notification);
  return eventSource !== undefined || hasAny(value, marks);
}

/** Whether an object is a row of a table whose columns are a record’s members, in lower case (Athena, Glue). */
export function isRow(value: Fields): boolean {
  return typeof value.eventsource === 'string' || hasAny(value, columnMarks);
}

/** Whether members of a record are texts that stand for objects, as in rows of CloudTrail Lake. */
export function hasTextMembers(record: Fields): boolean {
  return (
    typeof record.userIdentity === 'string' ||
    typeof record.requestParameters === 'string' ||
    typeof record.responseElements === 'string' ||
    typeof record.addendum === 'string'
  );
}

/**
 * The record with its time where CloudTrail has it. The codec of Logstash moves it to `@timestamp` (logstash-codec-cloudtrail).
 */
export function withEventTime(record: Fields): Fields {
  const moved = record['@timestamp'];
  return record.eventTime === undefined && typeof moved === 'string'
    ? { ...record, eventTime: moved }
    : record;
}

function hasAny(value: Fields, names: readonly string[]): boolean {
  for (const name of names) if (value[name] !== undefined) return true;
  return false;
}
