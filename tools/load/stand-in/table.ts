import { type AttributeValue, holds, type Item, type Placeholders, updated } from './expressions.ts';

/** A write as DynamoDB's API takes it, as far as the hook uses it. */
export interface Write extends Placeholders {
  readonly Item?: Item;
  readonly Key?: Item;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE';
}

/** Why a write was not done, in DynamoDB's words. */
interface Reason {
  readonly Code: 'None' | 'ConditionalCheckFailed';
  readonly Item?: Item;
}

type Written = { readonly items: readonly Item[] } | { readonly reasons: readonly Reason[] };

/** A DynamoDB table with a partition key `pk` and a sort key `sk`, in memory. */
export interface MemoryTable {
  readonly get: (key: Item) => Item | undefined;
  /** Does all of the writes and gives the items then, or none and gives a reason for each. */
  readonly write: (writes: readonly Write[]) => Written;
}

export interface TableOptions {
  readonly seed: readonly Item[];
  /** What nobody asks for again after a while, by its partition key: the newest of it are kept. */
  readonly passes: (partition: string) => boolean;
  readonly mostPassing: number;
}

export function memoryTable({ seed, passes, mostPassing }: TableOptions): MemoryTable {
  const lasting = new Map(seed.map((item) => [keyOf(item), item]));
  const passing = new Map<string, Item>();

  const get = (key: Item) => lasting.get(keyOf(key)) ?? passing.get(keyOf(key));

  function put(item: Item): void {
    const key = keyOf(item);
    if (!passes(textOf(item.pk))) return void lasting.set(key, item);
    passing.set(key, item);
    const [oldest] = passing.keys();
    if (passing.size > mostPassing && oldest !== undefined) passing.delete(oldest);
  }

  function write(writes: readonly Write[]): Written {
    const there = writes.map(({ Item, Key }) => get(Item ?? Key ?? {}));
    const reasons = writes.map((one, index) => reasonAgainst(one, there[index]));
    if (reasons.some(({ Code }) => Code !== 'None')) return { reasons };
    const items = writes.map((one, index) => itemAfter(one, there[index]));
    items.forEach(put);
    return { items };
  }

  return { get, write };
}

function reasonAgainst(write: Write, there: Item | undefined): Reason {
  if (holds(write.ConditionExpression, there, write)) return { Code: 'None' };
  const isTold = there !== undefined && write.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  return { Code: 'ConditionalCheckFailed', ...(isTold && { Item: there }) };
}

function itemAfter(write: Write, there: Item | undefined): Item {
  if (write.Item !== undefined) return write.Item;
  const before = there ?? write.Key ?? {};
  return write.UpdateExpression === undefined ? before : updated(write.UpdateExpression, before, write);
}

function keyOf({ pk, sk }: Item): string {
  return `${textOf(pk)} ${textOf(sk)}`;
}

function textOf(value: AttributeValue | undefined): string {
  return typeof value?.S === 'string' ? value.S : '';
}
