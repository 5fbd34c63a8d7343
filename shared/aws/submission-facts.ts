import type { Facts } from '../rules/facts.ts';
import type { Submission } from '../submission/submission.ts';
import type { AccountOfKey } from './key-accounts.ts';

/** Gathers the facts that a submission's rules read. */
export type FactsOfSubmission = (submission: Submission) => Promise<Facts>;

/** Adds to the facts at hand what AWS STS knows of the access keys in use. */
export function submissionFacts(known: Facts, accountOfKey: AccountOfKey): FactsOfSubmission {
  return async ({ connectionsInUse }) => {
    const keys = new Set(connectionsInUse.flatMap(({ accessKeyId }) => accessKeyId ?? []));
    const accounts = await Promise.all([...keys].map(async (key) => [key, await accountOfKey(key)] as const));
    const keyAccounts = new Map(known.keyAccounts);
    for (const [key, account] of accounts) if (account !== undefined) keyAccounts.set(key, account);
    return { ...known, keyAccounts };
  };
}
