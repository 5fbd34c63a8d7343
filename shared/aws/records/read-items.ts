import type { BatchGetItemCommandOutput } from '@aws-sdk/client-dynamodb';
import { batches } from '../calls/batches.ts';
import type { Table } from '../facts/fact-table.ts';
import { type Item, keyText } from '../facts/fact-table.ts';

/** What BatchGetItem takes in one call. */
const mostKeys = 100;
const mostTries = 5;

/** Items that the table did not give. Holds no data. */
class UnreadItemsError extends Error {
  override readonly name = 'UnreadItemsError';
}

/** The items under keys, by `keyText`, as they are now; those that there are none of are left out. */
export async function readItems(table: Table, keys: readonly Item[]): Promise<Map<string, Item>> {
  const calls = batches(keys, { items: mostKeys }).map((batch) => readBatch(table, batch));
  return new Map((await Promise.all(calls)).flat().map((item) => [keyText(item), item]));
}

/** Asks again for what was not processed. */
async function readBatch({ client, tableName }: Table, keys: Item[]): Promise<Item[]> {
  const { BatchGetItemCommand } = await import('@aws-sdk/client-dynamodb');
  const items: Item[] = [];
  let left: Item[] | undefined = keys;
  for (let tries = 0; left !== undefined && left.length > 0; tries++) {
    if (tries === mostTries) throw new UnreadItemsError(`not read at any of ${mostTries} tries`);
    const answer: BatchGetItemCommandOutput = await (await client()).send(
      new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: left, ConsistentRead: true } } }),
    );
    items.push(...(answer.Responses?.[tableName] ?? []));
    left = answer.UnprocessedKeys?.[tableName]?.Keys;
  }
  return items;
}
