import type { Item } from '../facts/fact-table.ts';

/** How long records are kept. */
export interface Retention {
  /** Seconds after which DynamoDB may delete what was written; it takes its time, days at worst. */
  readonly keptSeconds: number;
  readonly now: () => Date;
}

/** The attribute by which DynamoDB deletes an item, from now on. */
export function expiry({ keptSeconds, now }: Retention): Item {
  return { expiresAt: { N: String(Math.floor(now().getTime() / 1000) + keptSeconds) } };
}

/** Whether an item is still to be found: DynamoDB deletes some days late. */
export function isKept({ expiresAt }: Item, { now }: Pick<Retention, 'now'>): boolean {
  return Number(expiresAt?.N) > now().getTime() / 1000;
}

/** The condition of an item's first write: there is none, or one that is past its time. */
export function firstWrite({ now }: Pick<Retention, 'now'>): {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeValues: Item;
} {
  return {
    ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :seconds',
    ExpressionAttributeValues: { ':seconds': { N: String(Math.floor(now().getTime() / 1000)) } },
  };
}
