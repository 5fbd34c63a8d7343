import type { AttributeValue, BatchGetItemCommandOutput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AccessSnapshot, EarlierSnapshot } from '../../access/access-snapshot.ts';
import { principalKey } from '../../access/principal.ts';
import type { PrincipalAccess } from '../../access/principal-access.ts';
import { gathered, type Sendable } from '../calls/gathered.ts';

type Item = Record<string, AttributeValue>;

/** What BatchGetItem takes in one call. */
const mostKeys = 100;
const mostTries = 5;
/** Writes that are under way at once. */
const writesAtOnce = 25;
/** Of a principal with very many grants the first ones tell enough; an item takes 400 KB. */
const mostGrants = 100;
/** Seconds after which DynamoDB may delete a snapshot: that of a principal which is no more. */
const lifetime = 7 * 24 * 3600;

/** Snapshots that could not be read. Holds an error code, no data. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
}

/** The snapshots of principals' access in the project's table. */
export interface SnapshotStore {
  /** What a principal's snapshot says; `undefined` where there is none. Rejects with {@link SnapshotError}. */
  readonly find: (arn: string) => Promise<AccessSnapshot | undefined>;
  /** What of an account's snapshots tells a change, by principalKey. */
  readonly earlier: (accountId: string) => Promise<Map<string, EarlierSnapshot>>;
  /** Puts snapshots in the place of older ones. */
  readonly put: (snapshots: readonly AccessSnapshot[]) => Promise<void>;
  /** Whether the root user of an account has access keys; false where nobody has looked. */
  readonly rootKeys: RootKeys;
  readonly putRootKeys: (accountId: string, hasKeys: boolean, takenAt: string) => Promise<void>;
}

export type RootKeys = (accountId: string) => Promise<boolean>;

interface Lookup extends Sendable {
  readonly key: Item;
  item: Item | undefined;
}

/** Makes the store on a DynamoDB table. What is looked up in the same turn of the event loop goes out together. */
export function snapshotStore(
  client: () => Promise<Pick<DynamoDBClient, 'send'>>,
  tableName: string,
): SnapshotStore {
  const lookUp = gathered(async (lookups: readonly Lookup[]) => {
    const batches = Array.from({ length: Math.ceil(lookups.length / mostKeys) }, (_, index) =>
      lookups.slice(index * mostKeys, (index + 1) * mostKeys),
    );
    await Promise.all(batches.map(fetchBatch));
  });

  async function fetchBatch(batch: readonly Lookup[]): Promise<void> {
    try {
      const found = new Map((await getItems(batch)).map((item) => [nameOf(item), item]));
      for (const lookup of batch) lookup.item = found.get(nameOf(lookup.key));
    } catch (error) {
      for (const lookup of batch) lookup.failure = error instanceof Error ? error.name : 'UnknownError';
    }
  }

  async function getItems(batch: readonly Lookup[]): Promise<Item[]> {
    const { BatchGetItemCommand } = await import('@aws-sdk/client-dynamodb');
    const items: Item[] = [];
    let keys: Item[] | undefined = [...new Map(batch.map(({ key }) => [nameOf(key), key])).values()];
    for (let tries = 0; keys !== undefined && keys.length > 0; tries++) {
      if (tries === mostTries) throw new SnapshotError('keys were not processed');
      const answer: BatchGetItemCommandOutput = await (await client()).send(
        new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: keys } } }),
      );
      items.push(...(answer.Responses?.[tableName] ?? []));
      keys = answer.UnprocessedKeys?.[tableName]?.Keys;
    }
    return items;
  }

  return {
    find: async (arn) => {
      const key = keyOf(arn);
      if (key === undefined) return undefined;
      const lookup: Lookup = { key, item: undefined, failure: undefined };
      await lookUp([lookup]);
      if (lookup.failure !== undefined)
        throw new SnapshotError(`no answer about the access of requesters: ${lookup.failure}`);
      return lookup.item && snapshotOf(lookup.item);
    },

    earlier: async (accountId) => {
      const { paginateQuery } = await import('@aws-sdk/client-dynamodb');
      const pages = paginateQuery(
        { client: (await client()) as DynamoDBClient },
        {
          TableName: tableName,
          KeyConditionExpression: 'pk = :account AND begins_with(sk, :principal)',
          ExpressionAttributeValues: {
            ':account': { S: accountPart(accountId) },
            ':principal': { S: principalPart('') },
          },
          ProjectionExpression: 'arn, takenAt, accessSince',
          ConsistentRead: true,
        },
      );
      const earlier = new Map<string, EarlierSnapshot>();
      for await (const { Items = [] } of pages) {
        for (const { arn, takenAt, accessSince } of Items)
          earlier.set(principalKey(arn?.S) ?? '', {
            arn: arn?.S ?? '',
            takenAt: takenAt?.S ?? '',
            accessSince: accessSince?.S,
          });
      }
      return earlier;
    },

    put: async (snapshots) => {
      for (let at = 0; at < snapshots.length; at += writesAtOnce)
        await Promise.all(snapshots.slice(at, at + writesAtOnce).map(putOne));
    },

    rootKeys: async (accountId) => {
      const { GetItemCommand } = await import('@aws-sdk/client-dynamodb');
      const { Item } = await (await client()).send(
        new GetItemCommand({ TableName: tableName, Key: rootKey(accountId) }),
      );
      return Item?.hasKeys?.BOOL === true;
    },

    putRootKeys: (accountId, hasKeys, takenAt) =>
      putNewer({ ...rootKey(accountId), hasKeys: { BOOL: hasKeys }, ...timesOf(takenAt) }),
  };

  async function putOne(snapshot: AccessSnapshot): Promise<void> {
    const key = keyOf(snapshot.access.arn);
    if (key !== undefined) await putNewer({ ...key, ...itemOf(snapshot) });
  }

  async function putNewer(item: Item): Promise<void> {
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
}

function keyOf(arn: string): Item | undefined {
  const key = principalKey(arn);
  if (key === undefined) return undefined;
  const [accountId = '', name = ''] = [key.slice(0, 12), key.slice(13)];
  return { pk: { S: accountPart(accountId) }, sk: { S: principalPart(name) } };
}

function accountPart(accountId: string): string {
  return `account#${accountId}`;
}

function principalPart(name: string): string {
  return `principal#${name}`;
}

function rootKey(accountId: string): Item {
  return { pk: { S: accountPart(accountId) }, sk: { S: 'root' } };
}

function nameOf({ pk, sk }: Item): string {
  return `${pk?.S} ${sk?.S}`;
}

function itemOf({ access, takenAt, accessSince }: AccessSnapshot): Item {
  const compact: PrincipalAccess = { ...access, grants: access.grants.slice(0, mostGrants) };
  return {
    arn: { S: access.arn },
    access: { S: JSON.stringify(compact) },
    ...(accessSince !== undefined && { accessSince: { S: accessSince } }),
    ...timesOf(takenAt),
  };
}

function timesOf(takenAt: string): Item {
  const expiresAt = Math.floor(Date.parse(takenAt) / 1000) + lifetime;
  return { takenAt: { S: takenAt }, expiresAt: { N: String(expiresAt) } };
}

function snapshotOf({ access, takenAt, accessSince }: Item): AccessSnapshot {
  return {
    access: JSON.parse(access?.S ?? ''),
    takenAt: takenAt?.S ?? '',
    accessSince: accessSince?.S,
  };
}
