import type { Facts } from '../../rules/facts.ts';
import type { Submission } from '../../submission/submission.ts';
import type { AccessOfRequesters } from './access-of-requesters.ts';
import type { AccountOfKey } from './key-accounts.ts';
import type { OwnerOfKey } from './key-owners.ts';

/** Gathers the facts that a submission's rules read. */
export type FactsOfSubmission = (submission: Submission) => Promise<Facts>;

export interface FactSources {
  /** What is known of all else. */
  readonly known: Facts;
  readonly accountOfKey: AccountOfKey;
  readonly ownerOfKey: OwnerOfKey;
  readonly accessOf: AccessOfRequesters;
}

/** Asks AWS about the access keys in use, whose they are, and what their owners and the declared principals may do. */
export function submissionFacts({
  known,
  accountOfKey,
  ownerOfKey,
  accessOf,
}: FactSources): FactsOfSubmission {
  return async ({ connectionsInUse }) => {
    const keys = [...new Set(connectionsInUse.flatMap(({ accessKeyId }) => accessKeyId ?? []))];
    const keyAccounts = await answers(keys, accountOfKey);
    const keyOwners = await answers(keys, ownerOfKey);
    const principals = connectionsInUse.map(({ principal }) => principal?.arn);
    const access = await accessOf([...principals, ...keyOwners.values()]);
    return { ...known, access, keyAccounts, keyOwners };
  };
}

/** By key; those without an answer are left out. */
async function answers(
  keys: readonly string[],
  ask: (key: string) => Promise<string | undefined>,
): Promise<Map<string, string>> {
  const pairs = await Promise.all(keys.map(async (key) => [key, await ask(key)] as const));
  return new Map(pairs.flatMap(([key, answer]) => (answer === undefined ? [] : [[key, answer] as const])));
}
