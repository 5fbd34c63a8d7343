import { MIMEType } from 'node:util';
import type { MiddlewareObj } from '@middy/core';
import { notBase64, textOfBase64 } from '../json/base64.ts';
import { NotJsonError, parseJson } from '../json/parse.ts';
import { PayloadTooLargeError, UnsupportedMediaTypeError } from './errors.ts';
import type { Identity } from './get-request.ts';

/** What API Gateway hands over (REST API, Lambda proxy), as far as it is read here. */
export interface ProxyRequest {
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  /** Who called is in its `identity`, by the word of API Gateway. */
  readonly requestContext?: { readonly identity?: Identity } | null | undefined;
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
      const bodyText = encoding === 'base64' ? textOfBase64(encoded) : encoded;
      if (bodyText === undefined) throw new NotJsonError(`not JSON: ${notBase64}`);
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

/** JSON is UTF-8 (RFC 8259), whether the header says so or not. */
function requireJson(headers: Readonly<Record<string, string | undefined>>): void {
  const name = Object.keys(headers).find((header) => header.toLowerCase() === 'content-type');
  const text = headers[name ?? ''];
  if (text === 'application/json') return;
  const type = mimeType(text);
  if (type?.essence !== 'application/json')
    throw new UnsupportedMediaTypeError('expected `Content-Type: application/json`');
  if (!/^utf-?8$/i.test(type.params.get('charset') ?? 'utf-8'))
    throw new UnsupportedMediaTypeError('expected no `charset`, or `utf-8`');
}

function mimeType(text = ''): MIMEType | undefined {
  try {
    return new MIMEType(text);
  } catch {
    return undefined;
  }
}
