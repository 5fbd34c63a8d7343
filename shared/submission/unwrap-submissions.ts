import { isEvent } from '../json/event-envelope.ts';
import { parseJson } from '../json/parse.ts';
import { isObject } from '../json/value.ts';

const deepestNesting = 4;

/**
 * Takes submission documents out of what they come in: one submission, an array of them, an EventBridge event
 * (`detail`), an SQS event (`Records[].body`), an API Gateway request (`body`). Unknown shapes come back as they are.
 * Throws NotJsonError where a body is not JSON.
 */
export function unwrapSubmissions(value: unknown): unknown[] {
  return unwrap(value, 0);
}

function unwrap(value: unknown, depth: number): unknown[] {
  if (depth >= deepestNesting) return [value];
  const within = (inner: unknown) => unwrap(inner, depth + 1);
  if (Array.isArray(value)) return value.flatMap(within);
  if (!isObject(value)) return [value];
  if (isEvent(value)) return [value.detail];
  if (Array.isArray(value.Records)) return value.Records.flatMap(within);
  if (typeof value.body === 'string' && ('httpMethod' in value || value.eventSource === 'aws:sqs')) {
    return within(parseJson(decodedBody(value.body, value.isBase64Encoded === true)));
  }
  return [value];
}

function decodedBody(body: string, base64: boolean): string {
  return base64 ? Buffer.from(body, 'base64').toString('utf8') : body;
}
