import { type Fields, isObject } from '../json/value.ts';
import type { Aside } from './found.ts';
import { isOwnReport } from './own-report.ts';

interface Kind extends Aside {
  readonly is: (value: Fields) => boolean;
}

export const ownReport = 'report of sts-warden';

/** Kinds of objects that hold no record and are not looked into. */
const ignoredKinds: readonly Kind[] = [
  {
    kind: 'CloudTrail digest',
    treatment: 'ignored',
    is: (value) => has(value, 'digestStartTime') && has(value, 'logFiles'),
  },
  {
    kind: 'signature of CloudTrail Lake results',
    treatment: 'ignored',
    is: (value) => has(value, 'hashSignature') && has(value, 'queryCompleteTime'),
  },
  {
    kind: 'CloudTrail Insights event',
    treatment: 'ignored',
    is: ({ eventType, eventSource }) => eventType === 'AwsCloudTrailInsight' && eventSource === undefined,
  },
  {
    kind: 'CloudTrail aggregated event',
    treatment: 'ignored',
    is: ({ eventType, eventName }) => eventType === 'AwsAggregatedEvent' && eventName === undefined,
  },
  {
    kind: 'AWS Config file',
    treatment: 'ignored',
    is: (value) =>
      Array.isArray(value.configurationItems) ||
      (has(value, 'fileVersion') && (has(value, 'configSnapshotId') || has(value, 'configurationItems'))),
  },
  {
    kind: 'CloudWatch Logs control message',
    treatment: 'ignored',
    is: ({ messageType }) => messageType === 'CONTROL_MESSAGE',
  },
  {
    kind: 'S3 test event',
    treatment: 'ignored',
    is: ({ Event }) => Event === 's3:TestEvent',
  },
  { kind: ownReport, treatment: 'misplaced', is: isOwnReport },
  {
    kind: 'IAM account file',
    treatment: 'misplaced',
    advice: 'give it with --iam',
    is: (value) => Array.isArray(value.RoleDetailList) || Array.isArray(value.UserDetailList),
  },
];

/** A row in which somebody selected some members of records: what it lacks would be taken for absent. */
const selection: Aside = {
  kind: 'row of selected members of records',
  treatment: 'refused',
  advice: 'select the whole record: @message, _raw, eventJson, or every column',
};

/** Kinds of objects in which records may be named, but are not there as CloudTrail writes them. */
const refusedKinds: readonly Kind[] = [
  {
    kind: 'S3 notification of a log file',
    treatment: 'refused',
    advice: 'audit the log files themselves',
    is: (value) => isS3Message(value) || isS3Event(value),
  },
  {
    kind: 'SNS notification of a log file',
    treatment: 'refused',
    advice: 'audit the log files themselves',
    is: ({ s3Bucket, s3ObjectKey }) => typeof s3Bucket === 'string' && s3ObjectKey !== undefined,
  },
  {
    kind: 'OCSF event',
    treatment: 'refused',
    advice: 'audit the trail’s own log files: OCSF leaves out what is judged',
    is: ({ class_uid, metadata }) =>
      class_uid !== undefined && isObject(metadata) && has(metadata, 'product'),
  },
  {
    kind: 'ECS document without the original record',
    treatment: 'refused',
    advice: 'keep event.original (preserve_original_event), or audit the trail’s own log files',
    is: isEcs,
  },
  {
    kind: 'row of Microsoft Sentinel',
    treatment: 'refused',
    advice: 'audit the trail’s own log files: the table AWSCloudTrail leaves out what is judged',
    is: (value) => has(value, 'AwsEventId') || (has(value, 'UserIdentityType') && has(value, 'EventSource')),
  },
  {
    kind: 'event of LookupEvents without its record',
    treatment: 'refused',
    advice: 'keep CloudTrailEvent in the output of `aws cloudtrail lookup-events`',
    is: (value) => has(value, 'EventId') && has(value, 'EventName') && has(value, 'EventTime'),
  },
  {
    kind: 'row of the console’s event history',
    treatment: 'refused',
    advice:
      'download the event history as JSON, or audit the trail’s log files or `aws cloudtrail lookup-events`',
    is: (value) => has(value, 'Event name') && has(value, 'Event time'),
  },
  { ...selection, is: isSelection },
  {
    kind: 'answer of Athena',
    treatment: 'refused',
    advice: 'audit the CSV file of the results in S3',
    is: ({ ResultSet }) => isObject(ResultSet) && Array.isArray(ResultSet.Rows),
  },
];

/** All kinds of objects that are known, for the documentation. */
export const kindsOfObjects: readonly Aside[] = [...ignoredKinds, ...refusedKinds];

/** What an object is that is known to hold no record; `undefined` where it may hold some. */
export function ignoredKind(value: Fields): Aside | undefined {
  return asideOf(ignoredKinds, value);
}

/** What an object is in which no record was found, where it is known. */
export function refusedKind(value: Fields): Aside | undefined {
  return asideOf(refusedKinds, value);
}

function asideOf(kinds: readonly Kind[], value: Fields): Aside | undefined {
  const found = kinds.find(({ is }) => is(value));
  if (found === undefined) return undefined;
  const { kind, treatment, advice } = found;
  return advice === undefined ? { kind, treatment } : { kind, treatment, advice };
}

/** A message of S3’s own (S3 User Guide, event message structure). */
function isS3Message({ eventSource, s3 }: Fields): boolean {
  return eventSource === 'aws:s3' && isObject(s3);
}

/** The detail of an event of S3 by EventBridge. */
function isS3Event({ bucket, object }: Fields): boolean {
  return isObject(bucket) && isObject(object) && has(bucket, 'name') && has(object, 'key');
}

function isEcs({ event, aws, 'event.dataset': dataset }: Fields): boolean {
  if (dataset === 'aws.cloudtrail' || (isObject(event) && event.dataset === 'aws.cloudtrail')) return true;
  return isObject(aws) && isObject(aws.cloudtrail);
}

/** Tables in which the members of records have other names, or stand by themselves (`userIdentity.arn`). */
function isSelection(value: Fields): boolean {
  if (typeof value.event_source === 'string' && typeof value.event_name === 'string') return true;
  if (has(value, 'userIdentity') || has(value, 'useridentity')) return false;
  if (has(value, 'eventsource') || has(value, 'eventname')) return !isWholeRow(value);
  for (const name in value) if (name.startsWith('userIdentity.')) return true;
  return false;
}

/**
 * What a row of a table is that has members of records, but not those that are needed to read one; `undefined` where it
 * has them all, in whatever case, or none.
 */
export function selectionOf(row: Fields, needed: readonly string[]): Aside | undefined {
  if (isSelection(row)) return selection;
  const isOfRecord = ['eventSource', 'eventName', 'eventsource', 'eventname'].some((name) => has(row, name));
  const isWhole = needed.every((name) => has(row, name) || has(row, name.toLowerCase()));
  return isOfRecord && !isWhole ? selection : undefined;
}

/** Whether a row has what nobody selects but with everything: some records do not say who made the call. */
function isWholeRow(row: Fields): boolean {
  return has(row, 'eventversion') && has(row, 'eventid') && has(row, 'eventtype');
}

function has(value: Fields, name: string): boolean {
  return value[name] !== undefined;
}
