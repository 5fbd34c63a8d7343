import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AccessSnapshot, EarlierSnapshot } from '../../access/access-snapshot.ts';
import { principalKey } from '../../access/principal.ts';
import { type AccountListing, listingItem, listingKey, listingOf } from './account-listing.ts';
import { getItems, putIfNewer, putNewer, type Table, tableLookUp } from './fact-table.ts';
import { type ListedKey, ownerItem } from './key-items.ts';
import { membersIn, membersItem, membersKey } from './member-items.ts';
import {
  accountPart,
  earlierAttributes,
  earlierSnapshotOf,
  knownAccessOf,
  principalPrefix,
  snapshotAttributes,
  snapshotKey,
} from './snapshot-items.ts';

/** What of a snapshot decides. */
export type KnownAccess = Pick<AccessSnapshot, 'access' | 'takenAt' | 'isGone'>;

/** What is known of a principal, and of its account: when that was last listed whole, the snapshot held. */
interface FoundAccess {
  readonly snapshot: KnownAccess | undefined;
  readonly listing: AccountListing | undefined;
}

/** What is known of an account's principals and their access keys, in the project's table. */
export interface SnapshotStore {
  /** By principalKey. Rejects with FactTableError. */
  readonly find: (principal: string) => Promise<FoundAccess>;
  /** What of an account's snapshots tells a change, by principalKey. */
  readonly earlier: (accountId: string) => Promise<Map<string, EarlierSnapshot>>;
  /** Puts snapshots in the place of older ones. Rejects with FactTableError, and what was put stays. */
  readonly put: (snapshots: readonly AccessSnapshot[]) => Promise<void>;
  /** Puts owners of keys in the place of older ones; likewise. */
  readonly putKeys: (keys: readonly ListedKey[]) => Promise<void>;
  readonly listing: (accountId: string) => Promise<AccountListing | undefined>;
  /** Says whether it is there now; false where there is a newer one. */
  readonly putListing: (accountId: string, listing: AccountListing) => Promise<boolean>;
  /** The accounts that are read beside our own, as they were last found. */
  readonly members: () => Promise<readonly string[]>;
  /** Puts them in the place of an older finding; a time in ISO 8601. */
  readonly putMembers: (accountIds: readonly string[], foundAt: string) => Promise<void>;
}

/** Makes the store on a DynamoDB table. What is looked up in the same turn of the event loop goes out together. */
export function snapshotStore(table: Table): SnapshotStore {
  const lookUp = tableLookUp(table);
  return {
    find: async (principal) => {
      const keys = [snapshotKey(principal), listingKey(principal.slice(0, 12))];
      const [item, listing] = await lookUp(keys);
      return { snapshot: item && knownAccessOf(item), listing: listingOf(listing) };
    },
    earlier: (accountId) => earlier(table, accountId),
    put: (snapshots) => putNewer(table, snapshots.flatMap(snapshotItems)),
    putKeys: (keys) => putNewer(table, keys.map(ownerItem)),
    listing: async (accountId) => {
      const [item] = await lookUp([listingKey(accountId)]);
      return listingOf(item);
    },
    putListing: (accountId, listing) => putIfNewer(table, listingItem(accountId, listing), 'listedAt'),
    members: async () => {
      const [item] = await getItems(table, [membersKey], true);
      return membersIn(item);
    },
    putMembers: async (accountIds, foundAt) => {
      await putIfNewer(table, membersItem(accountIds, foundAt));
    },
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
