import type { Fields } from '../json/value.ts';

/**
 * What a member’s text is known to be. `encoded`: Base64 of what is descended into; `whole`: what is descended into, so
 * that anything else is damage; `raw`: perhaps a record as it came, perhaps a line of another log.
 */
export type TextSlot = 'encoded' | 'whole' | 'raw';

interface Slot {
  readonly slot: TextSlot;
  /** Other members of which the object has one, where the name alone means too much. */
  readonly beside?: readonly string[];
}

const slots: ReadonlyMap<string, Slot> = new Map<string, Slot>([
  // LookupEvents, CloudTrail Lake, Steampipe.
  ['CloudTrailEvent', { slot: 'whole' }],
  ['eventJson', { slot: 'whole' }],
  ['eventjson', { slot: 'whole' }],
  ['cloudtrail_event', { slot: 'whole' }],
  // SQS as Lambda gets it and as `receive-message` prints it; API Gateway.
  ['body', { slot: 'whole', beside: ['messageId', 'receiptHandle', 'httpMethod', 'requestContext'] }],
  ['Body', { slot: 'whole', beside: ['ReceiptHandle', 'MessageId'] }],
  // SNS.
  ['Message', { slot: 'whole', beside: ['TopicArn', 'Type'] }],
  // Kinesis and Firehose as Lambda gets them, Kinesis as `get-records` prints it.
  ['data', { slot: 'encoded', beside: ['kinesisSchemaVersion', 'recordId'] }],
  ['Data', { slot: 'encoded', beside: ['SequenceNumber'] }],
  // CloudWatch Logs, Elastic, Splunk, Wazuh, Fluent Bit, Vector.
  ['@message', { slot: 'raw' }],
  ['message', { slot: 'raw' }],
  ['original', { slot: 'raw' }],
  ['event.original', { slot: 'raw' }],
  ['_raw', { slot: 'raw' }],
  ['full_log', { slot: 'raw' }],
  ['log', { slot: 'raw' }],
  ['raw_data', { slot: 'raw' }],
]);
/** Names of members that hold an object whose `data` is Base64: the event of a CloudWatch Logs subscription. */
const encodedIn = new Set(['awslogs']);
/** Where a wrapper keeps a record as it came, the nearest to the original first. */
export const rawNames: readonly string[] = [
  '_raw',
  '@message',
  'event.original',
  'cloudtrail_event',
  'CloudTrailEvent',
  'eventJson',
  'eventjson',
  'message',
  'event',
  'raw_data',
  'full_log',
  'log',
];
const wholeRecords = new Set(['CloudTrailEvent', 'eventJson', 'eventjson', 'cloudtrail_event']);
/** Members of a record by their names in lower case without underscores: what they quote is no record. */
const insides = new Set([
  'useridentity',
  'requestparameters',
  'responseelements',
  'additionaleventdata',
  'serviceeventdetails',
  'errormessage',
  'useragent',
  'resources',
]);

/** How those names begin: most others do not, and every member of a wrapper is asked for. */
const initials = new Set([...insides].flatMap((name) => [name.charAt(0), name.charAt(0).toUpperCase()]));

/** Whether a wrapper has a member that may hold a record as it came. */
export function hasRaw(fields: Fields): boolean {
  for (const name of rawNames) if (fields[name] !== undefined) return true;
  return false;
}

/** Whether a member holds one record and nothing else. */
export function isWholeRecord(name: string): boolean {
  return wholeRecords.has(name);
}

/** Whether a member of a wrapper is one of a record, however it is spelt: `requestParameters.policy`, `request_parameters`. */
export function isInsideOfRecord(name: string): boolean {
  if (!initials.has(name.charAt(0))) return false;
  const [first = ''] = name.split('.', 1);
  return insides.has(first.replaceAll('_', '').toLowerCase());
}

/** What the text of a member is known to be; `undefined` where nothing is known of it. */
export function textSlot(fields: Fields, name: string, parent: string | undefined): TextSlot | undefined {
  if (name === 'data' && parent !== undefined && encodedIn.has(parent)) return 'encoded';
  const known = slots.get(name);
  if (known === undefined) return undefined;
  const { slot, beside } = known;
  if (beside !== undefined && !beside.some((other) => fields[other] !== undefined)) return undefined;
  return name === 'body' && fields.isBase64Encoded === true ? 'encoded' : slot;
}
