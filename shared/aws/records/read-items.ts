import { batches } from '../calls/batches.ts';
import { getItems, type Item, keyText, mostKeys, type Table } from '../facts/fact-table.ts';

/** The items under keys, by `keyText`, as they are now; those that there are none of are left out. */
export async function readItems(table: Table, keys: readonly Item[]): Promise<Map<string, Item>> {
  const calls = batches(keys, { items: mostKeys }).map((batch) => getItems(table, batch, true));
  return new Map((await Promise.all(calls)).flat().map((item) => [keyText(item), item]));
}
