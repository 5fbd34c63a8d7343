import { isEvent } from '../json/event-envelope.ts';
import { parseJson } from '../json/parse.ts';
import { type Fields, isObject } from '../json/value.ts';

const deepestNesting = 4;

/** What an envelope held, or the reason why it could not be opened. */
export type Opened = { readonly content: unknown } | { readonly malformed: string };

type Inside =
  | { readonly items: readonly unknown[] }
  | { readonly text: string }
  | { readonly content: unknown };

/**
 * Takes records and submissions out of whatever they come in: lists, log files (`{"Records": […]}`), EventBridge events
 * (`detail`), SQS messages and API Gateway requests (`body`), and the output of LookupEvents (`Events[].CloudTrailEvent`).
 * Returns them in the input's order. A value that is no envelope is content, whatever it is: none is passed over in
 * silence.
 */
export function openEnvelopes(value: unknown): Opened[] {
  return [...open(value, 0)];
}

/** Whether the value is something that {@link openEnvelopes} looks into. */
export function isEnvelope(value: unknown): boolean {
  return insideOf(value) !== undefined;
}

function* open(value: unknown, depth: number): Generator<Opened> {
  const inside = insideOf(value);
  if (inside === undefined) yield { content: value };
  else if (depth === deepestNesting) yield { malformed: 'envelopes nested too deep' };
  else if ('content' in inside) yield inside;
  else if ('text' in inside) yield* openText(inside.text, depth);
  else for (const item of inside.items) yield* open(item, depth + 1);
}

function* openText(text: string, depth: number): Generator<Opened> {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    yield { malformed: (error as Error).message };
    return;
  }
  yield* open(value, depth + 1);
}

function insideOf(value: unknown): Inside | undefined {
  if (Array.isArray(value)) return { items: value };
  if (!isObject(value)) return undefined;
  if (Array.isArray(value.Records)) return { items: value.Records };
  if (Array.isArray(value.Events)) return { items: value.Events };
  if (isEvent(value)) return { content: value.detail };
  if (typeof value.CloudTrailEvent === 'string') return { text: value.CloudTrailEvent };
  return bodyOf(value);
}

/** The body of an SQS message or of an API Gateway request; any other object may have one and mean something else. */
function bodyOf({ body, eventSource, httpMethod, isBase64Encoded }: Fields): Inside | undefined {
  if (typeof body !== 'string' || (eventSource !== 'aws:sqs' && httpMethod === undefined)) return undefined;
  return { text: isBase64Encoded === true ? Buffer.from(body, 'base64').toString('utf8') : body };
}
