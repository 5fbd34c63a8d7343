import type { KeyOwner } from '../../rules/facts.ts';
import { type AccountListing, listingKey, listingOf } from './account-listing.ts';
import { type Item, putIf, type Table, tableLookUp } from './fact-table.ts';
import { ownerIn, ownerKey } from './key-items.ts';

/** Seconds for which it is remembered that somebody asked for a key. */
const lifetime = 7 * 24 * 3600;
/** Seconds between two requests to list an account's keys, however many are asked for. */
const betweenRequests = 300;

/** What the table says of an access key, and of the account that it may be of. */
export interface IndexedKey {
  /** `gone` where it was deleted; `undefined` where no listing had it. */
  readonly owner: KeyOwner | 'gone' | undefined;
  /** When somebody first asked for it in vain, ISO 8601. */
  readonly soughtAt: string | undefined;
  readonly listing: AccountListing | undefined;
}

/** The access keys that RefreshPrincipals has listed. Each rejects where the table does not answer. */
export interface KeyIndex {
  readonly find: (accessKeyId: string, accountId: string) => Promise<IndexedKey>;
  readonly listing: (accountId: string) => Promise<AccountListing | undefined>;
  /** Notes that a key was asked for in vain, unless somebody has. */
  readonly note: (accessKeyId: string, now: Date) => Promise<void>;
  /** Whether it is time to have an account’s keys listed: for one caller in five minutes. */
  readonly mayRequest: (accountId: string, now: Date) => Promise<boolean>;
}

/** Makes the index on the project's table. What is looked up in the same turn of the event loop goes out together. */
export function keyIndex(table: Table): KeyIndex {
  const lookUp = tableLookUp(table);
  return {
    find: async (accessKeyId, accountId) => {
      const keys = [ownerKey(accessKeyId), soughtKey(accessKeyId), listingKey(accountId)];
      const [owner, sought, listing] = await lookUp(keys);
      return { owner: owner && ownerIn(owner), soughtAt: sought?.soughtAt?.S, listing: listingOf(listing) };
    },
    listing: async (accountId) => {
      const [item] = await lookUp([listingKey(accountId)]);
      return listingOf(item);
    },
    note: async (accessKeyId, now) => {
      const seconds = Math.floor(now.getTime() / 1000);
      await putIf(
        table,
        {
          ...soughtKey(accessKeyId),
          soughtAt: { S: now.toISOString() },
          expiresAt: { N: String(seconds + lifetime) },
        },
        {
          // DynamoDB deletes in its own time.
          ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now',
          ExpressionAttributeValues: { ':now': { N: String(seconds) } },
        },
      );
    },
    mayRequest: (accountId, now) => {
      const seconds = Math.floor(now.getTime() / 1000);
      return putIf(
        table,
        { ...soughtKey(accountId), expiresAt: { N: String(seconds + betweenRequests) } },
        {
          ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now OR expiresAt > :latest',
          ExpressionAttributeValues: {
            ':now': { N: String(seconds) },
            ':latest': { N: String(seconds + 2 * betweenRequests) },
          },
        },
      );
    },
  };
}

/** A partition of its own, which is all that who asks may write. */
function soughtKey(name: string): Item {
  return { pk: { S: `sought#${name}` }, sk: { S: 'sought' } };
}
