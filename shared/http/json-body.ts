import type { MiddlewareObj } from '@middy/core';
import { parseJson } from '../json/parse.ts';
import { PayloadTooLargeError, UnsupportedMediaTypeError } from './errors.ts';

/** What API Gateway hands over (REST API, Lambda proxy), as far as it is read here. */
export interface ProxyRequest {
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

/** The same with its body read. */
export interface JsonRequest extends Omit<ProxyRequest, 'body'> {
  readonly body: unknown;
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
      const text = body ?? '';
      const bytes = Buffer.byteLength(text, isBase64Encoded === true ? 'base64' : 'utf8');
      if (bytes > mostBytes)
        throw new PayloadTooLargeError(`expected at most ${mostBytes} bytes, got ${bytes}`);
      const json = parseJson(isBase64Encoded === true ? Buffer.from(text, 'base64').toString('utf8') : text);
      request.event = { ...request.event, body: json } as ProxyRequest;
    },
  };
}

function requireJson(headers: Readonly<Record<string, string | undefined>>): void {
  const name = Object.keys(headers).find((header) => header.toLowerCase() === 'content-type');
  const type = name === undefined ? undefined : headers[name];
  if (/^application\/json *(;|$)/i.test(type ?? '')) return;
  throw new UnsupportedMediaTypeError('expected `Content-Type: application/json`');
}
