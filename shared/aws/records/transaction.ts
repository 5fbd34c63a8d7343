import { setTimeout as sleep } from 'node:timers/promises';
import type { CancellationReason, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Table } from '../facts/fact-table.ts';

const mostTries = 10;
/** Milliseconds: the wait after try n is a random part of this times 2 to the n - 1 (full jitter). */
const backoff = 10;
/** Codes that say nothing of what is in the table: another transaction was at work, or there was too much to do. */
const passing: ReadonlySet<string | undefined> = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/** A transaction that came through at no try. Holds a number, no data. */
class TransactionError extends Error {
  override readonly name = 'TransactionError';
}

/** Why nothing was written: a reason for each action, in their order. */
export type Reasons = readonly CancellationReason[];

/** An attempt says this where something came between that passes. */
export const again = Symbol('again');

/** Attempts until there is an answer. Rejects with {@link TransactionError} where there is none at last. */
export async function persistently<Answer>(attempt: () => Promise<Answer | typeof again>): Promise<Answer> {
  for (let tries = 0; tries < mostTries; tries++) {
    const answer = await attempt();
    if (answer !== again) return answer;
    await sleep(Math.random() * backoff * 2 ** tries);
  }
  throw new TransactionError(`others were at work at each of ${mostTries} tries`);
}

/**
 * Writes all of it or nothing. Gives `undefined` where it was written, the reasons where it was not; a condition that
 * does not hold comes with the item that is there, where the action asks for it.
 */
export async function writeTogether(
  { client }: Pick<Table, 'client'>,
  actions: readonly TransactWriteItem[],
): Promise<Reasons | undefined> {
  const { TransactionCanceledException, TransactWriteItemsCommand } = await import(
    '@aws-sdk/client-dynamodb'
  );
  try {
    await (await client()).send(new TransactWriteItemsCommand({ TransactItems: [...actions] }));
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    return error.CancellationReasons ?? [];
  }
}

/** Whether it may come through at another try, whatever the conditions say. */
export function mayPass(reasons: Reasons): boolean {
  return reasons.some(({ Code }) => passing.has(Code));
}
