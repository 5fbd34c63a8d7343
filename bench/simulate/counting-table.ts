import type { Item } from '../../shared/aws/facts/fact-table.ts';

/** Request units of Amazon DynamoDB in on-demand mode, and bytes of items, by what asked for them. */
export interface Units {
  readonly writes: Map<string, number>;
  readonly reads: Map<string, number>;
  /** Bytes of the items that stand in the table at the end. */
  readonly bytes: () => Map<string, number>;
}

interface Input {
  readonly Item?: Item;
  readonly Key?: Item;
  readonly KeyConditionExpression?: string;
  readonly TransactItems?: readonly { readonly Put?: { readonly Item: Item } }[];
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly Item[] }>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly S?: string }>>;
}

const writeUnit = 1024;
const readUnit = 4096;

/**
 * A table in memory that counts what Amazon DynamoDB would charge for: a write unit for each begun KB of an item, twice as many
 * in a transaction; a read unit for each begun 4 KB that a consistent read reads. It knows the requests of the store of
 * sessions and runs, and no condition fails, as nobody else is there.
 */
export function countingTable(): { readonly client: { send: (command: object) => Promise<object> } } & Units {
  const items = new Map<string, Map<string, Item>>();
  const [writes, reads] = [new Map<string, number>(), new Map<string, number>()];

  function put(item: Item, times: number): void {
    const place = placeOf(item);
    const partition = items.get(place.pk) ?? new Map<string, Item>();
    items.set(place.pk, partition.set(place.sk, item));
    add(writes, kindOf(item), times * Math.ceil(sizeOf(item) / writeUnit));
    if (item.listing !== undefined) add(writes, 'index of ended runs', 1);
  }

  function read(kind: string, found: readonly Item[]): void {
    const size = found.reduce((sum, item) => sum + sizeOf(item), 0);
    add(reads, kind, Math.max(1, Math.ceil(size / readUnit)));
  }

  function lookUp([name, { Keys }]: [string, { readonly Keys: readonly Item[] }]): [string, Item[]] {
    const found = Keys.map((key) => items.get(placeOf(key).pk)?.get(placeOf(key).sk));
    for (const [index, key] of Keys.entries())
      read(kindOf(key), found.slice(index, index + 1).filter(isThere));
    return [name, found.filter(isThere)];
  }

  function query(values: NonNullable<Input['ExpressionAttributeValues']>): Item[] {
    const { ':pk': pk, ':from': from, ':to': to } = values;
    const sorted = [...(items.get(pk?.S ?? '') ?? [])].sort(([one], [other]) => (one < other ? -1 : 1));
    return sorted
      .filter(([sk]) => sk >= (from?.S ?? '') && sk <= (to?.S ?? '\uffff'))
      .map(([, item]) => item);
  }

  function remove(key: Item): void {
    const { pk, sk } = placeOf(key);
    items.get(pk)?.delete(sk);
    add(writes, `${kindOf(key)}, removed`, 1);
  }

  function write({ TransactItems = [], Item, Key }: Input): void {
    for (const { Put } of TransactItems) if (Put !== undefined) put(Put.Item, 2);
    if (Item !== undefined) put(Item, 1);
    if (Key !== undefined) remove(Key);
  }

  async function send(command: object): Promise<object> {
    const { input } = command as { readonly input: Input };
    const { RequestItems, KeyConditionExpression, ExpressionAttributeValues = {} } = input;
    if (RequestItems !== undefined)
      return { Responses: Object.fromEntries(Object.entries(RequestItems).map(lookUp)) };
    if (KeyConditionExpression !== undefined) return { Items: query(ExpressionAttributeValues) };
    write(input);
    return {};
  }

  function bytes(): Map<string, number> {
    const sizes = new Map<string, number>();
    for (const some of items.values())
      for (const item of some.values()) add(sizes, kindOf(item), sizeOf(item));
    return sizes;
  }

  return { client: { send }, writes, reads, bytes };
}

function isThere(item: Item | undefined): item is Item {
  return item !== undefined;
}

function placeOf({ pk, sk }: Item): { readonly pk: string; readonly sk: string } {
  return { pk: pk?.S ?? '', sk: sk?.S ?? '' };
}

/** What stands before the first `#` of its partition; warnings stand with their runs. */
function kindOf({ pk, sk }: Item): string {
  const kind = pk?.S?.split('#')[0] ?? '';
  return sk?.S?.startsWith('warned') ? 'warned' : kind;
}

/** Bytes: of names and values in UTF-8, of a number about one for two digits (DynamoDB Developer Guide, item sizes). */
function sizeOf(item: Item): number {
  return Object.entries(item).reduce((sum, [name, { S = '', N, SS = [] }]) => {
    const value = N === undefined ? Buffer.byteLength(S) + Buffer.byteLength(SS.join('')) : N.length / 2 + 1;
    return sum + Buffer.byteLength(name) + value;
  }, 0);
}

function add(counts: Map<string, number>, kind: string, by: number): void {
  counts.set(kind, (counts.get(kind) ?? 0) + by);
}
