import { notBase64, textOfBase64 } from '../json/base64.ts';
import { isEvent } from '../json/event-envelope.ts';
import { parseJson } from '../json/parse.ts';
import { type Fields, isObject } from '../json/value.ts';

const deepestNesting = 4;

/** What an envelope held, or the reason why it could not be opened. */
export type Opened = { readonly content: unknown } | { readonly malformed: string };

/** Throws an error that is safe to print. */
type Parse = (text: string) => unknown;

type Inside = { readonly items: readonly unknown[] } | { readonly text: string } | Opened;

/**
 * Takes records and submissions out of whatever they come in: lists, log files (`{"Records": […]}`), EventBridge events
 * (`detail`), SQS messages and API Gateway requests (`body`), and the output of LookupEvents (`Events[].CloudTrailEvent`).
 * Returns them in the input's order. A value that is no envelope is content, whatever it is: none is passed over in
 * silence. `parse` reads the JSON of texts within them.
 */
export function openEnvelopes(value: unknown, parse: Parse = parseJson): Opened[] {
  return [...open(value, 0, parse)];
}

function* open(value: unknown, depth: number, parse: Parse): Generator<Opened> {
  const inside = insideOf(value);
  if (inside === undefined) yield { content: value };
  else if (depth === deepestNesting) yield { malformed: 'envelopes nested too deep' };
  else if ('text' in inside) yield* openText(inside.text, depth, parse);
  else if ('items' in inside) for (const item of inside.items) yield* open(item, depth + 1, parse);
  else yield inside;
}

function* openText(text: string, depth: number, parse: Parse): Generator<Opened> {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    yield { malformed: (error as Error).message };
    return;
  }
  yield* open(value, depth + 1, parse);
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
  if (isBase64Encoded !== true) return { text: body };
  const text = textOfBase64(body);
  return text === undefined ? { malformed: notBase64 } : { text };
}
