import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** `sha256:` and the hex digest of a JSON value's canonical form (RFC 8785): the order of members does not matter. */
export function digestOf(value: unknown): string {
  return `sha256:${createHash('sha256')
    .update(canonicalize(value) ?? '')
    .digest('hex')}`;
}
