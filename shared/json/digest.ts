import { canonicalForm } from './canonical-form.ts';
import { sha256 } from './sha256.ts';

/** `sha256:` and the hex digest of a JSON value's canonical form (RFC 8785): the order of members does not matter. */
export function digestOf(value: unknown): string {
  return `sha256:${sha256(canonicalForm(value))}`;
}
