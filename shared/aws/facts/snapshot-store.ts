import type { AttributeValue, BatchGetItemCommandOutput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AccessSnapshot, EarlierSnapshot } from '../../access/access-snapshot.ts';
import { principalKey } from '../../access/principal.ts';
import { batches } from '../calls/batches.ts';
import { errorName } from '../calls/failures.ts';
import { gathered } from '../calls/gathered.ts';
import {
  accountPart,
  earlierSnapshotOf,
  type Item,
  keyText,
  principalPrefix,
  rootKey,
  snapshotAttributes,
  snapshotKey,
  snapshotOf,
  timesOf,
} from './snapshot-items.ts';

/** What BatchGetItem takes in one call. */
const mostKeys = 100;
const mostTries = 5;
/** Writes that are under way at once. */
const writesAtOnce = 25;

/** Snapshots that could not be read. Holds an error code, no data. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
}

/** The snapshots of principals' access in the project's table. */
export interface SnapshotStore {
  /** A principal's snapshot, by principalKey; `undefined` where there is none. Rejects with {@link SnapshotError}. */
  readonly find: (principal: string) => Promise<AccessSnapshot | undefined>;
  /** What of an account's snapshots tells a change, by principalKey. */
  readonly earlier: (accountId: string) => Promise<Map<string, EarlierSnapshot>>;
  /** Puts snapshots in the place of older ones. */
  readonly put: (snapshots: readonly AccessSnapshot[]) => Promise<void>;
  /** Whether the root user of an account has access keys; false where nobody has looked. */
  readonly rootKeys: RootKeys;
  readonly putRootKeys: (accountId: string, hasKeys: boolean, takenAt: string) => Promise<void>;
}

export type RootKeys = (accountId: string) => Promise<boolean>;

/** Where the snapshots are. */
export interface Table {
  readonly client: () => Promise<Pick<DynamoDBClient, 'send'>>;
  readonly tableName: string;
}

/** What became of the look-up of a key. */
type Found = { readonly item: Item | undefined } | { readonly failure: string };

/** Makes the store on a DynamoDB table. What is looked up in the same turn of the event loop goes out together. */
export function snapshotStore(table: Table): SnapshotStore {
  const lookUp = gathered(async (keys: readonly Item[]) => {
    const calls = batches(keys, { items: mostKeys }).map((batch) => lookUpBatch(table, batch));
    return (await Promise.all(calls)).flat();
  });
  return {
    find: (principal) => find(lookUp, principal),
    earlier: (accountId) => earlier(table, accountId),
    put: (snapshots) => put(table, snapshots),
    rootKeys: (accountId) => readRootKeys(table, accountId),
    putRootKeys: (accountId, hasKeys, takenAt) =>
      putNewer(table, { ...rootKey(accountId), hasKeys: { BOOL: hasKeys }, ...timesOf(takenAt) }),
  };
}

async function find(
  lookUp: (keys: readonly Item[]) => Promise<readonly Found[]>,
  principal: string,
): Promise<AccessSnapshot | undefined> {
  const [found = { failure: 'NoAnswer' }] = await lookUp([snapshotKey(principal)]);
  if ('failure' in found)
    throw new SnapshotError(`no answer about the access of requesters: ${found.failure}`);
  return found.item && snapshotOf(found.item);
}

async function lookUpBatch(table: Table, keys: readonly Item[]): Promise<Found[]> {
  try {
    const items = new Map((await getItems(table, keys)).map((item) => [keyText(item), item]));
    return keys.map((key) => ({ item: items.get(keyText(key)) }));
  } catch (error) {
    return keys.map(() => ({ failure: errorName(error) }));
  }
}

/** Asks again for what was not processed. */
async function getItems({ client, tableName }: Table, keys: readonly Item[]): Promise<Item[]> {
  const { BatchGetItemCommand } = await import('@aws-sdk/client-dynamodb');
  const items: Item[] = [];
  let left: Item[] | undefined = [...new Map(keys.map((key) => [keyText(key), key])).values()];
  for (let tries = 0; left !== undefined && left.length > 0; tries++) {
    if (tries === mostTries) throw new SnapshotError('keys were not processed');
    const answer: BatchGetItemCommandOutput = await (await client()).send(
      new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: left } } }),
    );
    items.push(...(answer.Responses?.[tableName] ?? []));
    left = answer.UnprocessedKeys?.[tableName]?.Keys;
  }
  return items;
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
      ProjectionExpression: 'arn, takenAt, accessSince',
      ConsistentRead: true,
    },
  );
  const byKey = new Map<string, EarlierSnapshot>();
  for await (const { Items = [] } of pages) {
    for (const one of Items.map(earlierSnapshotOf)) byKey.set(principalKey(one.arn) ?? '', one);
  }
  return byKey;
}

async function put(table: Table, snapshots: readonly AccessSnapshot[]): Promise<void> {
  for (const some of batches(snapshots, { items: writesAtOnce }))
    await Promise.all(some.map((snapshot) => putSnapshot(table, snapshot)));
}

async function putSnapshot(table: Table, snapshot: AccessSnapshot): Promise<void> {
  const principal = principalKey(snapshot.access.arn);
  if (principal === undefined) return;
  await putNewer(table, { ...snapshotKey(principal), ...snapshotAttributes(snapshot) });
}

async function putNewer({ client, tableName }: Table, item: Item): Promise<void> {
  const { ConditionalCheckFailedException, PutItemCommand } = await import('@aws-sdk/client-dynamodb');
  try {
    await (await client()).send(
      new PutItemCommand({
        TableName: tableName,
        Item: item,
        ConditionExpression: 'attribute_not_exists(takenAt) OR takenAt <= :takenAt',
        ExpressionAttributeValues: { ':takenAt': item.takenAt as AttributeValue },
      }),
    );
  } catch (error) {
    // A newer one is there.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

async function readRootKeys({ client, tableName }: Table, accountId: string): Promise<boolean> {
  const { GetItemCommand } = await import('@aws-sdk/client-dynamodb');
  const { Item } = await (await client()).send(
    new GetItemCommand({ TableName: tableName, Key: rootKey(accountId) }),
  );
  return Item?.hasKeys?.BOOL === true;
}
