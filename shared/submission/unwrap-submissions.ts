import { parseJson } from '../json/parse.ts';
import { isObject } from '../json/value.ts';

/**
 * Takes submission documents out of what they come in: one submission, an array of them, an EventBridge event
 * (`detail`), an SQS event (`Records[].body`), an API Gateway request (`body`). Unknown shapes come back as they are.
 * Throws NotJsonError where a body is not JSON.
 */
export function unwrapSubmissions(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(unwrapSubmissions);
  if (!isObject(value)) return [value];
  if ('detail-type' in value && 'detail' in value) return [value.detail];
  if (Array.isArray(value.Records)) return value.Records.flatMap(unwrapSubmissions);
  if (typeof value.body === 'string' && ('httpMethod' in value || value.eventSource === 'aws:sqs')) {
    return unwrapSubmissions(parseJson(decodedBody(value.body, value.isBase64Encoded === true)));
  }
  return [value];
}

function decodedBody(body: string, base64: boolean): string {
  return base64 ? Buffer.from(body, 'base64').toString('utf8') : body;
}
