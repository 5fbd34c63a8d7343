import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AccessSnapshot, EarlierSnapshot } from '../../access/access-snapshot.ts';
import { principalKey } from '../../access/principal.ts';
import { type AccountListing, listingItem, listingKey, listingOf } from './account-listing.ts';
import { putIfNewer, putNewer, type Table, tableLookUp } from './fact-table.ts';
import { type ListedKey, ownerItem } from './key-items.ts';
import {
  accountPart,
  earlierAttributes,
  earlierSnapshotOf,
  knownAccessOf,
  principalPrefix,
  snapshotAttributes,
  snapshotKey,
} from './snapshot-items.ts';

/** What of a snapshot decides, and when its account was last listed whole: by then the snapshot held. */
export interface KnownAccess extends Pick<AccessSnapshot, 'access' | 'takenAt' | 'isGone'> {
  /** ISO 8601; `undefined` where the account never was. */
  readonly listedAt: string | undefined;
}

/** What is known of an account's principals and their access keys, in the project's table. */
export interface SnapshotStore {
  /** A principal's snapshot, by principalKey; `undefined` where there is none. Rejects with FactTableError. */
  readonly find: (principal: string) => Promise<KnownAccess | undefined>;
  /** What of an account's snapshots tells a change, by principalKey. */
  readonly earlier: (accountId: string) => Promise<Map<string, EarlierSnapshot>>;
  /** Puts snapshots in the place of older ones. Rejects with FactTableError, and what was put stays. */
  readonly put: (snapshots: readonly AccessSnapshot[]) => Promise<void>;
  /** Puts owners of keys in the place of older ones; likewise. */
  readonly putKeys: (keys: readonly ListedKey[]) => Promise<void>;
  readonly listing: (accountId: string) => Promise<AccountListing | undefined>;
  /** Says whether it is there now; false where there is a newer one. */
  readonly putListing: (accountId: string, listing: AccountListing) => Promise<boolean>;
}

/** Makes the store on a DynamoDB table. What is looked up in the same turn of the event loop goes out together. */
export function snapshotStore(table: Table): SnapshotStore {
  const lookUp = tableLookUp(table);
  return {
    find: async (principal) => {
      const keys = [snapshotKey(principal), listingKey(principal.slice(0, 12))];
      const [item, listing] = await lookUp(keys);
      return item && { ...knownAccessOf(item), listedAt: listingOf(listing)?.listedAt };
    },
    earlier: (accountId) => earlier(table, accountId),
    put: (snapshots) => putNewer(table, snapshots.flatMap(snapshotItems)),
    putKeys: (keys) => putNewer(table, keys.map(ownerItem)),
    listing: async (accountId) => {
      const [item] = await lookUp([listingKey(accountId)]);
      return listingOf(item);
    },
    putListing: (accountId, listing) => putIfNewer(table, listingItem(accountId, listing), 'listedAt'),
  };
}

/** What was put a moment ago is among them, or a change would be told twice. */
async function earlier(
  { client, tableName }: Table,
  accountId: string,
): Promise<Map<string, EarlierSnapshot>> {
  const { paginateQuery } = await import('@aws-sdk/client-dynamodb');
  const pages = paginateQuery(
    { client: (await client()) as DynamoDBClient },
    {
      TableName: tableName,
      KeyConditionExpression: 'pk = :account AND begins_with(sk, :principal)',
      ExpressionAttributeValues: {
        ':account': { S: accountPart(accountId) },
        ':principal': { S: principalPrefix },
      },
      ProjectionExpression: earlierAttributes,
      ConsistentRead: true,
    },
  );
  const byKey = new Map<string, EarlierSnapshot>();
  for await (const { Items = [] } of pages) {
    for (const one of Items.map(earlierSnapshotOf)) byKey.set(principalKey(one.arn) ?? '', one);
  }
  return byKey;
}

function snapshotItems(snapshot: AccessSnapshot) {
  const principal = principalKey(snapshot.access.arn);
  return principal === undefined ? [] : [{ ...snapshotKey(principal), ...snapshotAttributes(snapshot) }];
}
