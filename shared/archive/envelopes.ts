import { isEvent } from '../json/event-envelope.ts';
import { parseJson } from '../json/parse.ts';
import { type Fields, isObject } from '../json/value.ts';

const deepestNesting = 4;

/** A record taken out of its envelopes, or the reason why an envelope could not be opened. */
export type Unwrapped = { readonly record: unknown } | { readonly malformed: string };

/**
 * Takes the CloudTrail records out of whatever they come in: `{"Records": […]}`, arrays, single records, EventBridge
 * events (`detail`), SQS messages (`body`), and the output of LookupEvents (`Events[].CloudTrailEvent`).
 * Returns them in the input's order; `undefined` where the value is an object of another kind.
 */
export function unwrapRecords(value: unknown): Unwrapped[] | undefined {
  const found: Unwrapped[] = [];
  return collect(value, found, 0) ? found : undefined;
}

function collect(value: unknown, found: Unwrapped[], depth: number): boolean {
  if (depth > deepestNesting) return found.push({ malformed: 'envelopes nested too deep' }) > 0;
  if (Array.isArray(value)) return collectAll(value, found, depth);
  if (!isObject(value)) return false;
  if (Array.isArray(value.Records)) return collectAll(value.Records, found, depth);
  if (Array.isArray(value.Events)) return collectAll(value.Events, found, depth);
  if (isEvent(value)) return found.push({ record: value.detail }) > 0;
  if (isDigest(value)) return true;
  const inner = textInside(value);
  if (inner !== undefined) return collectText(inner, found, depth);
  if (!looksLikeRecord(value)) return false;
  return found.push({ record: value }) > 0;
}

/** An item of a list counts as a record whatever it is, so that none is passed over in silence. */
function collectAll(items: readonly unknown[], found: Unwrapped[], depth: number): true {
  for (const item of items) if (!collect(item, found, depth + 1)) found.push({ record: item });
  return true;
}

function collectText(text: string, found: Unwrapped[], depth: number): true {
  try {
    const value = parseJson(text);
    if (!collect(value, found, depth + 1)) found.push({ record: value });
  } catch (error) {
    found.push({ malformed: (error as Error).message });
  }
  return true;
}

function textInside(value: Fields): string | undefined {
  if (typeof value.CloudTrailEvent === 'string') return value.CloudTrailEvent;
  if (value.eventSource === 'aws:sqs' && typeof value.body === 'string') return value.body;
  return undefined;
}

/** A digest file, which CloudTrail delivers beside the log files of a trail: it holds hashes, no records. */
function isDigest(value: Fields): boolean {
  return 'digestStartTime' in value && 'logFiles' in value && !looksLikeRecord(value);
}

function looksLikeRecord(value: Fields): boolean {
  return 'eventName' in value || 'eventSource' in value || 'userIdentity' in value;
}
