import type { requesterOf } from '../../evaluation/known-requester.ts';
import { type Fact, ifKnown } from '../../json/fact.ts';
import type { Policy } from '../../policy/policy.ts';
import { noProofs, type Proofs, provenRequesters } from '../../proof/proven-requesters.ts';
import type { Facts } from '../../rules/facts.ts';
import type { Submission } from '../../submission/submission.ts';
import type { AccessOfRequesters } from './access-of-requesters.ts';
import type { AccountOfKey } from './key-accounts.ts';
import type { OwnerOfKey } from './key-owners.ts';

/**
 * Gathers the facts that a submission's rules read. The policy's `requesters`, and proofs, may say whose access they ask
 * about. Rejects with RefusedProofError where a proof contradicts what is known (see {@link provenRequesters}).
 */
export type FactsOfSubmission = (
  submission: Submission,
  policy: Pick<Policy, 'requesters'>,
  proofs?: Proofs,
) => Promise<Facts>;

export interface FactSources {
  /** What is known of all else. */
  readonly known: Facts;
  readonly accountOfKey: AccountOfKey;
  readonly ownerOfKey: OwnerOfKey;
  readonly accessOf: AccessOfRequesters;
  readonly requesterOf: typeof requesterOf;
}

/** Asks AWS about the access keys in use, whose they are, and what the requesters of the hops may do. */
export function submissionFacts({
  known,
  accountOfKey,
  ownerOfKey,
  accessOf,
  requesterOf: findRequester,
}: FactSources): FactsOfSubmission {
  return async ({ hops }, { requesters }, proofs = noProofs) => {
    const inUse = hops.filter(({ iamRoleArn }) => iamRoleArn !== undefined);
    const keys = [...new Set(inUse.flatMap(({ accessKeyId }) => accessKeyId ?? []))];
    const keyAccounts = await answers(keys, accountOfKey);
    const keyOwners = await answers(keys, ownerOfKey);
    const proven = provenRequesters(hops, proofs, {
      ownerOf: (key) => ifKnown(keyOwners.get(key)),
      requesterOf: (hop) => ifKnown(findRequester(hop, { keyOwners, proven: known.proven }, requesters)),
    });
    const access = await accessOf(
      inUse.map((hop) => ifKnown(findRequester(hop, { keyOwners, proven }, requesters))?.principal.arn),
    );
    return { ...known, access, keyAccounts, keyOwners, proven };
  };
}

async function answers<T>(
  keys: readonly string[],
  ask: (key: string) => Promise<Fact<T>>,
): Promise<Map<string, Fact<T>>> {
  return new Map(await Promise.all(keys.map(async (key) => [key, await ask(key)] as const)));
}
