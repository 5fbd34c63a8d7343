import type { ProofReason } from './refusal.ts';

/** The names in the query of a presigned sts:GetCallerIdentity. Those of a long-term key have no token. */
const required = [
  'Action',
  'Version',
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
] as const;
const token = 'X-Amz-Security-Token';

export type PresignedQuery = Readonly<Record<(typeof required)[number], string>> & {
  readonly [token]?: string;
};

/** One of the pairs: unreserved characters and escapes alone (RFC 3986), so that there is one way to read it. */
const pair = /^([A-Za-z0-9-]+)=((?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})*)$/;

/** Reads the query of a presigned URL, as it stands after the question mark; the reason where it is none. */
export function readPresignedQuery(text: string): PresignedQuery | ProofReason {
  const values = new Map<string, string>();
  for (const part of text.split('&')) {
    const [, name = '', encoded = ''] = pair.exec(part) ?? [];
    if (values.has(name.toLowerCase())) return 'duplicate';
    const value = decoded(encoded);
    if (!isKnown(name) || value === undefined) return 'query';
    values.set(name.toLowerCase(), value);
  }
  const known = [...required, token].map((name) => [name, values.get(name.toLowerCase())] as const);
  const query = Object.fromEntries(known.filter(([, value]) => value !== undefined));
  return isComplete(query) ? query : 'missing';
}

/** A query as AWS signs it (Signature Version 4, "canonical query string"). */
export function canonicalQuery(query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  return pairs.sort().join('&');
}

function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** `undefined` where the escapes are no UTF-8. */
function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

function isKnown(name: string): boolean {
  return name === token || required.some((one) => one === name);
}

function isComplete(query: object): query is PresignedQuery {
  return required.every((name) => name in query);
}
