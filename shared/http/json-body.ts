import type { MiddlewareObj } from '@middy/core';
import { parseJson } from '../json/parse.ts';
import { PayloadTooLargeError, UnsupportedMediaTypeError } from './errors.ts';

/** What API Gateway hands over (REST API, Lambda proxy), as far as it is read here. */
export interface ProxyRequest {
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  /** Who called is in its `identity`, by the word of API Gateway. */
  readonly requestContext?: { readonly identity?: unknown } | null | undefined;
}

/** The same with its body read. */
export interface JsonRequest extends Omit<ProxyRequest, 'body'> {
  readonly body: unknown;
  /** What the body was read from. */
  readonly bodyText: string;
}

/**
 * A middy middleware that reads the request's JSON body. Throws {@link UnsupportedMediaTypeError},
 * {@link PayloadTooLargeError} (`mostBytes`) or NotJsonError.
 */
export function jsonBody(mostBytes: number): MiddlewareObj<ProxyRequest> {
  return {
    before: (request) => {
      const { headers, body, isBase64Encoded } = request.event;
      requireJson(headers ?? {});
      const encoded = body ?? '';
      const encoding = isBase64Encoded === true ? 'base64' : 'utf8';
      requireSize(encoded, encoding, mostBytes);
      const bodyText = encoding === 'base64' ? Buffer.from(encoded, encoding).toString('utf8') : encoded;
      const read: JsonRequest = { ...request.event, body: parseJson(bodyText), bodyText };
      request.event = read as ProxyRequest;
    },
  };
}

/** A UTF-16 code unit takes three bytes at most: short texts need no counting. */
function requireSize(text: string, encoding: 'base64' | 'utf8', mostBytes: number): void {
  if (text.length * 3 <= mostBytes) return;
  const bytes = Buffer.byteLength(text, encoding);
  if (bytes > mostBytes) throw new PayloadTooLargeError(`expected at most ${mostBytes} bytes, got ${bytes}`);
}

function requireJson(headers: Readonly<Record<string, string | undefined>>): void {
  const name = Object.keys(headers).find((header) => header.toLowerCase() === 'content-type');
  const type = name === undefined ? undefined : headers[name];
  if (/^application\/json *(;|$)/i.test(type ?? '')) return;
  throw new UnsupportedMediaTypeError('expected `Content-Type: application/json`');
}
