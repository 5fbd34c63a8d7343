import type { Item } from './fact-table.ts';
import { accountPart } from './snapshot-items.ts';

/** When an account was last listed whole, and what that said of it. Times in ISO 8601. */
export interface AccountListing {
  /** All users and roles, with their policies: by then every snapshot held. */
  readonly listedAt: string;
  /** The access keys of all users; `undefined` where nobody has listed them. */
  readonly keysListedAt: string | undefined;
  /** Whether the root user had access keys then, or later; `undefined` where nobody could tell. */
  readonly rootHasKeys: boolean | undefined;
  /** Nobody lists it any more since then: whatever is known of it says nothing. */
  readonly hasLeft?: true;
}

/** The key of an account's listing. */
export function listingKey(accountId: string): Item {
  return { pk: { S: accountPart(accountId) }, sk: { S: 'listing' } };
}

export function listingItem(
  accountId: string,
  { listedAt, keysListedAt, rootHasKeys, hasLeft }: AccountListing,
): Item {
  return {
    ...listingKey(accountId),
    listedAt: { S: listedAt },
    ...(keysListedAt !== undefined && { keysListedAt: { S: keysListedAt } }),
    ...(rootHasKeys !== undefined && { rootHasKeys: { BOOL: rootHasKeys } }),
    ...(hasLeft && { hasLeft: { BOOL: true } }),
  };
}

/** `undefined` where the item is none, which is no listing. */
export function listingOf(item: Item | undefined): AccountListing | undefined {
  const { listedAt, keysListedAt, rootHasKeys, hasLeft } = item ?? {};
  if (listedAt?.S === undefined) return undefined;
  return {
    listedAt: listedAt.S,
    keysListedAt: keysListedAt?.S,
    rootHasKeys: rootHasKeys?.BOOL,
    ...(hasLeft?.BOOL && { hasLeft: true }),
  };
}
