import { parsePrincipal } from '../access/principal.ts';
import type { Facts } from '../rules/facts.ts';
import type { KnownRequester } from '../rules/rule.ts';
import type { Connection } from '../submission/submission.ts';

/**
 * Finds out who is behind a connection; `undefined` where nothing says so. What AWS says of its access key decides before
 * what the submission declares (docs/guidelines.md, G2).
 */
export function requesterOf(
  { accessKeyId, principal: declared }: Connection,
  { keyOwners }: Facts,
): KnownRequester | undefined {
  const owner = accessKeyId === undefined ? undefined : keyOwners.get(accessKeyId);
  const resolved = owner === undefined ? undefined : parsePrincipal(owner);
  if (resolved !== undefined) return { principal: resolved, source: 'resolved' };
  return declared && { principal: declared, source: 'declared' };
}
