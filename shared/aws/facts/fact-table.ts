import { setTimeout as sleep } from 'node:timers/promises';
import type {
  AttributeValue,
  BatchGetItemCommandOutput,
  DynamoDBClient,
  PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { latestBeside } from '../../access/reading-time.ts';
import { batches } from '../calls/batches.ts';
import { errorName, type Failure, failuresIn } from '../calls/failures.ts';
import { gathered } from '../calls/gathered.ts';

/** What BatchGetItem takes in one call. */
export const mostKeys = 100;
const mostReads = 5;
/** Writes that are under way at once. */
const writesAtOnce = 25;
/** Rounds of writes; after each but the last, what may pass by itself is waited for, twice as long each time. */
const mostRounds = 8;
const hour = 3600;
/** Seconds after which DynamoDB may delete what is there no more. */
const afterlife = 7 * 24 * hour;

/** Errors of a write that another try may mend; any other will be the same. */
const passingErrors: ReadonlySet<Failure> = new Set([
  'InternalServerError',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'ThrottlingException',
  'TimeoutError',
  'Error',
]);

/** An item of the project's table, or its key. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** What the table has not answered, or holds in a form that nobody can read. Holds codes and counts, no data. */
export class FactTableError extends Error {
  override readonly name = 'FactTableError';
}

type Condition = Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** Where the facts are. */
export interface Table {
  readonly client: () => Promise<Pick<DynamoDBClient, 'send'>>;
  readonly tableName: string;
}

/** Looks items up by their keys, in their order; `undefined` for those that are not there. Rejects with {@link FactTableError}. */
export type LookUp = (keys: readonly Item[]) => Promise<readonly (Item | undefined)[]>;

/** What became of the look-up of a key. */
type Found = { readonly item: Item | undefined } | { readonly failure: string };

/** Makes a look-up. What is asked in the same turn of the event loop goes out together. */
export function tableLookUp(table: Table): LookUp {
  const lookUp = gathered(async (keys: readonly Item[]) => {
    const asked = [...new Map(keys.map((key) => [keyText(key), key])).values()];
    const calls = batches(asked, { items: mostKeys }).map((batch) => lookUpBatch(table, batch));
    const found = new Map((await Promise.all(calls)).flat());
    return keys.map((key) => found.get(keyText(key)) ?? { failure: 'NoAnswer' });
  });
  return async (keys) => {
    const found = keys.length === 0 ? [] : await lookUp(keys);
    return keys.map((_, index) => {
      const one = found[index] ?? { failure: 'NoAnswer' };
      if ('failure' in one) throw new FactTableError(`no answer of the table: ${one.failure}`);
      return one.item;
    });
  };
}

/**
 * Puts items in the place of older ones, by their `takenAt`; what says that it was taken later than it can have been is
 * replaced too. What fails is put again, a few times; what is put stays, whatever becomes of the others. Rejects with
 * {@link FactTableError}.
 */
export async function putNewer(table: Table, items: readonly Item[], backoff = 200): Promise<void> {
  const failures = new Map<Item, Failure>();
  let left = items;
  for (let round = 0; round < mostRounds && left.length > 0; round++) {
    if (round > 0) await sleep((0.5 + Math.random() / 2) * backoff * 2 ** (round - 1));
    for (const some of batches(left, { items: writesAtOnce })) {
      const results = await Promise.all(some.map(async (item) => [item, await putOne(table, item)] as const));
      for (const [item, failure] of results) failures.set(item, failure);
    }
    left = left.filter((item) => passingErrors.has(failures.get(item)));
  }
  const failed = failuresIn(
    items.map((item) => failures.get(item)),
    'item',
  );
  if (failed !== undefined) throw new FactTableError(failed);
}

/** Puts one item in the place of an older one. Says whether it is there now; false where there is a newer one. */
export function putIfNewer(table: Table, item: Item, time = 'takenAt'): Promise<boolean> {
  const at = item[time]?.S ?? '';
  return putIf(table, item, {
    ConditionExpression: 'attribute_not_exists(#time) OR #time <= :time OR #time > :latest',
    ExpressionAttributeNames: { '#time': time },
    ExpressionAttributeValues: { ':time': { S: at }, ':latest': { S: latestBeside(at) } },
  });
}

/** Puts one item where a condition holds of what is there. Says whether it did. */
export async function putIf(
  { client, tableName }: Table,
  item: Item,
  condition: Condition,
): Promise<boolean> {
  const { ConditionalCheckFailedException, PutItemCommand } = await import('@aws-sdk/client-dynamodb');
  try {
    await (await client()).send(new PutItemCommand({ TableName: tableName, Item: item, ...condition }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Tells keys, and the items under them, apart. */
export function keyText({ pk, sk }: Item): string {
  return `${pk?.S} ${sk?.S}`;
}

/** When DynamoDB may delete what is there no more since a time, ISO 8601. */
export function expiryOf(goneAt: string): Item {
  return { expiresAt: { N: String(Math.floor(Date.parse(goneAt) / 1000) + afterlife) } };
}

async function putOne(table: Table, item: Item): Promise<Failure> {
  try {
    await putIfNewer(table, item);
    return undefined;
  } catch (error) {
    return errorName(error);
  }
}

async function lookUpBatch(table: Table, keys: readonly Item[]): Promise<[string, Found][]> {
  const texts = keys.map(keyText);
  try {
    const items = new Map((await getItems(table, keys)).map((item) => [keyText(item), item]));
    return texts.map((text) => [text, { item: items.get(text) }]);
  } catch (error) {
    return texts.map((text) => [text, { failure: errorName(error) }]);
  }
}

/**
 * The items under at most 100 keys, those that are there, in any order; asks again for what was not processed. `consistent`:
 * as they are now. An answer that does not speak of the table is none: rejects with {@link FactTableError}.
 */
export async function getItems(
  { client, tableName }: Table,
  keys: readonly Item[],
  consistent = false,
): Promise<Item[]> {
  const { BatchGetItemCommand } = await import('@aws-sdk/client-dynamodb');
  const items: Item[] = [];
  let left: readonly Item[] | undefined = keys;
  for (let tries = 0; left !== undefined && left.length > 0; tries++) {
    if (tries === mostReads) throw new FactTableError('keys were not processed');
    const answer: BatchGetItemCommandOutput = await (await client()).send(
      new BatchGetItemCommand({
        RequestItems: { [tableName]: { Keys: [...left], ...(consistent && { ConsistentRead: true }) } },
      }),
    );
    const found = answer.Responses?.[tableName];
    left = answer.UnprocessedKeys?.[tableName]?.Keys;
    if (!Array.isArray(found) && left === undefined) throw new FactTableError('an answer without the table');
    items.push(...(found ?? []));
  }
  return items;
}
