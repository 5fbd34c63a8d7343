import { MalformedKeyError } from './errors.ts';

const keyText = /^[\x21-\x7e]{1,255}$/;

/**
 * The `Idempotency-Key` of a request: 1 to 255 visible characters of ASCII; `undefined` where there is none. Throws
 * {@link MalformedKeyError}.
 */
export function idempotencyKey(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  const name = Object.keys(headers).find((header) => header.toLowerCase() === 'idempotency-key');
  const key = name === undefined ? undefined : headers[name];
  if (key === undefined || keyText.test(key)) return key;
  throw new MalformedKeyError('expected `Idempotency-Key` to be 1 to 255 visible characters of ASCII');
}
