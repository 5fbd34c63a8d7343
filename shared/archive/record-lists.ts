import type { Fields } from '../json/value.ts';
import type { Expected } from './expected.ts';

/** A list of records, or of what holds them, in an object that is made for it. */
export interface RecordList {
  readonly items: readonly unknown[];
  /** What one is called in a place. */
  readonly item: string;
  readonly expected: Expected;
}

const names: readonly (readonly [name: string, item: string, expected: Expected])[] = [
  // Log files; the records of Lambda’s events; Kinesis.
  ['Records', 'record', 'record'],
  // LookupEvents.
  ['Events', 'record', 'something'],
  // SQS as `receive-message` prints it.
  ['Messages', 'message', 'something'],
  // CloudWatch Logs: subscriptions, `filter-log-events` and `get-log-events`, Insights.
  ['logEvents', 'event', 'something'],
  ['events', 'event', 'something'],
  ['results', 'row', 'something'],
  // CloudTrail Lake.
  ['QueryResultRows', 'row', 'something'],
  // Firehose as Lambda gets it.
  ['records', 'record', 'something'],
];

/** The lists of an object that is made for lists; of an object that may be anything only `Records` is one for certain. */
export function recordListsOf(fields: Fields, expected: Expected): RecordList[] {
  const found: RecordList[] = [];
  for (const [name, item, ofItems] of names) {
    const items = fields[name];
    if (!Array.isArray(items)) continue;
    found.push({ items, item, expected: ofItems === 'something' ? least(expected) : ofItems });
  }
  return found;
}

function least(expected: Expected): Expected {
  return expected === 'record' ? 'something' : expected;
}
