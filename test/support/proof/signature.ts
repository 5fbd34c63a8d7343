import { createHash, createHmac } from 'node:crypto';

/**
 * Whether the signature of a presigned GET fits: Signature Version 4 by the letter of AWS's description ("Create a signed
 * AWS API request"), written apart from the library that signs in production. `headers` are those that were received.
 */
export function signatureFits(
  url: string,
  headers: Readonly<Record<string, string>>,
  secretAccessKey: string,
): boolean {
  const { searchParams, pathname } = new URL(url);
  const signature = searchParams.get('X-Amz-Signature');
  const names = (searchParams.get('X-Amz-SignedHeaders') ?? '').split(';');
  const [, ...scope] = (searchParams.get('X-Amz-Credential') ?? '').split('/');
  const pairs = [...searchParams].filter(([name]) => name !== 'X-Amz-Signature');
  const canonicalRequest = [
    'GET',
    pathname,
    pairs
      .map((pair) => pair.map(escaped).join('='))
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim()}`),
    '',
    names.join(';'),
    sha256(''),
  ].join('\n');
  const toSign = [
    searchParams.get('X-Amz-Algorithm'),
    searchParams.get('X-Amz-Date'),
    scope.join('/'),
    sha256(canonicalRequest),
  ].join('\n');
  const key = scope.reduce((parent: Buffer | string, part) => hmac(parent, part), `AWS4${secretAccessKey}`);
  return hmac(key, toSign).toString('hex') === signature;
}

function escaped(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
