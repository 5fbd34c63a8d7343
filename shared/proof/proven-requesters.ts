import { type Principal, parsePrincipal } from '../access/principal.ts';
import type { KeyOwner, ProvenRequester } from '../rules/facts.ts';
import type { KnownRequester } from '../rules/rule.ts';
import type { Hop } from '../submission/submission.ts';
import { type ProofFault, proofFault, RefusedProofError } from './refusal.ts';
import type { Signer } from './signer.ts';

/** A proof, and who signed it by the word of AWS. */
export interface VerifiedProof {
  /** Its place in the request, a JSON Pointer. */
  readonly pointer: string;
  readonly hop: Hop;
  readonly signer: Signer;
}

export interface Proofs {
  /** Who called the hook; `undefined` where nobody authenticated it. */
  readonly caller: Signer | undefined;
  readonly verified: readonly VerifiedProof[];
}

/** Nobody proves anything. */
export const noProofs: Proofs = Object.freeze({ caller: undefined, verified: [] });

/** What is known of hops besides proofs. */
export interface KnownOfHops {
  /** Whose an access key is known to be; `undefined` where it is not known, for whatever reason. */
  readonly ownerOf: (accessKeyId: string) => KeyOwner | undefined;
  /** Who is behind a hop by all weaker evidence. */
  readonly requesterOf: (hop: Hop) => KnownRequester | undefined;
}

/**
 * Which hops' requesters are proven. Throws {@link RefusedProofError} where a proof is of another principal than the one
 * that is known to be behind a hop without an access key: proofs confirm what the submission or the policy says there, and
 * replace none of it. A caller who proves nothing is no fault.
 */
export function provenRequesters(
  hops: readonly Hop[],
  { caller, verified }: Proofs,
  known: KnownOfHops,
): Map<Hop, ProvenRequester> {
  const faults: ProofFault[] = [];
  const proven = new Map<Hop, ProvenRequester>();
  for (const { pointer, hop, signer } of verified) {
    const reason = contradiction(hop, signer, known);
    if (reason === undefined) proven.set(hop, requester(hop, signer, known));
    else faults.push(proofFault(pointer, reason));
  }
  if (faults.length > 0) throw new RefusedProofError(faults);
  for (const hop of hops)
    if (caller !== undefined && !proven.has(hop) && isBehind(caller, hop, known))
      proven.set(hop, requester(hop, caller, known));
  return proven;
}

/** Whether the hop has an access key that nobody could read. */
export function hasUnresolvedKey({ kind, connection: { unresolved } }: Hop): boolean {
  return unresolved.has(kind === 'staging' ? 'accessKeyId' : 'database');
}

function contradiction(
  hop: Hop,
  signer: Signer,
  { requesterOf }: KnownOfHops,
): 'access-key' | 'principal' | undefined {
  if (hop.accessKeyId !== undefined) return hop.accessKeyId === signer.accessKeyId ? undefined : 'access-key';
  const other = requesterOf(hop)?.principal;
  return other === undefined || isSame(other, signer.principal) ? undefined : 'principal';
}

/**
 * Whether the caller is the hop's requester. A name alone proves nothing of a hop with an access key: whoever submits
 * somebody else's key would declare itself to be its user.
 */
function isBehind(caller: Signer, hop: Hop, { ownerOf, requesterOf }: KnownOfHops): boolean {
  if (hop.accessKeyId === caller.accessKeyId) return true;
  if (hop.accessKeyId !== undefined) return owns(caller, ownerOf(hop.accessKeyId));
  const other = requesterOf(hop)?.principal;
  return other !== undefined && !hasUnresolvedKey(hop) && isSame(other, caller.principal);
}

/** A user of the same name may be another one: its unique id tells. */
function owns({ principal, principalId }: Signer, owner: KeyOwner | undefined): boolean {
  const other = owner && parsePrincipal(owner.arn);
  if (other === undefined || !isSame(other, principal)) return false;
  return owner?.principalId === undefined || owner.principalId === principalId;
}

/** Of two ARNs of one principal the other evidence's may be the fuller: a session's does not carry its role's path. */
function requester(hop: Hop, signer: Signer, { requesterOf }: KnownOfHops): ProvenRequester {
  const other = requesterOf(hop)?.principal;
  const isFuller = other?.kind === 'role' && isSame(other, signer.principal);
  return {
    principal: isFuller ? other : signer.principal,
    source: 'proven',
    principalId: signer.principalId,
  };
}

function isSame(one: Principal, other: Principal): boolean {
  return one.key === undefined ? one.arn === other.arn : one.key === other.key;
}
