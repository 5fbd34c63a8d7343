import middy from '@middy/core';
import type { SQSBatchResponse } from 'aws-lambda';
import { errorName } from '../../shared/aws/calls/failures.ts';
import { metered } from '../../shared/aws/lambda/metered.ts';
import { readQueueEvent } from '../../shared/aws/lambda/queue-event.ts';
import { inTime } from './in-time.ts';
import { type Occasion, readOccasions } from './read-occasions.ts';
import { type AccountDependencies, refreshAccount } from './refresh-account.ts';
import { type SpreadDependencies, spreadOverMembers } from './spread.ts';

/** Accounts that are read at once: each takes memory. */
const accountsAtOnce = 5;
/** Milliseconds without which no further account is begun. */
const leastTime = 20_000;
/** Milliseconds to say what was done. */
const margin = 5_000;
/** By these AWS refuses, and will in half an hour too; the clock asks again in time. */
const refusals: ReadonlySet<string> = new Set(['AccessDenied', 'AccessDeniedException']);

export type RefreshDependencies = AccountDependencies & SpreadDependencies;

/** A piece of work, and the messages that ask for it. */
interface Piece {
  /** 12 digits; `undefined` where it is about all. */
  readonly accountId: string | undefined;
  readonly messageIds: readonly string[];
  readonly work: () => Promise<void>;
}

/**
 * Refreshes what is known of the accounts that the messages are about, each by itself: where one fails, its messages alone
 * go back to the queue. The clock, and whatever nobody understands, has all accounts refreshed: our own at once, each
 * other by a message of its own. Rejects where no account could be refreshed, though it may be later.
 */
export function refreshPrincipals(dependencies: RefreshDependencies) {
  const { meter } = dependencies;
  return middy<unknown, SQSBatchResponse>()
    .use(metered(meter))
    .handler(async (event, context) => {
      const pieces = await piecesOf(event, dependencies);
      const failures = await inTime(
        pieces.map(({ work }) => work),
        { atOnce: accountsAtOnce, timeLeft: () => context.getRemainingTimeInMillis(), leastTime, margin },
      );
      return answer(pieces, failures, dependencies);
    });
}

async function piecesOf(event: unknown, dependencies: RefreshDependencies): Promise<Piece[]> {
  const { ownAccount, store, log } = dependencies;
  const { byAccount, concernsAll, forged } = readOccasions(readQueueEvent(event), ownAccount);
  if (forged.length > 0)
    await log('warn', 'events that speak of another account than their own were left out', {
      messageIds: forged,
    });
  const others = [...byAccount.keys()].filter((accountId) => accountId !== ownAccount);
  const read = new Set([ownAccount, ...(others.length > 0 ? await store.members() : [])]);
  const unread = others.filter((accountId) => !read.has(accountId));
  if (unread.length > 0)
    await log('warn', 'events of accounts that nobody reads were left out', { accountIds: unread });
  const accounts = [...byAccount].filter(([accountId]) => read.has(accountId));
  const pieces = accounts.map(([accountId, occasion]): Piece => {
    const { messageIds } = occasion;
    return { accountId, messageIds, work: () => refresh(accountId, occasion, dependencies) };
  });
  const messageIds = byAccount.get(ownAccount)?.messageIds ?? [];
  const spread = { accountId: undefined, messageIds, work: () => spreadOverMembers(dependencies) };
  return concernsAll ? [spread, ...pieces] : pieces;
}

async function refresh(
  accountId: string,
  occasion: Occasion,
  dependencies: RefreshDependencies,
): Promise<void> {
  const { isDueSince } = occasion;
  if (isDueSince !== undefined) {
    const { keysListedAt = '' } = (await dependencies.store.listing(accountId)) ?? {};
    if (keysListedAt > isDueSince) return;
  }
  await refreshAccount(accountId, occasion, dependencies);
}

async function answer(
  pieces: readonly Piece[],
  failures: readonly unknown[],
  { ownAccount, meter, log }: RefreshDependencies,
): Promise<SQSBatchResponse> {
  const again: { readonly piece: Piece; readonly error: unknown }[] = [];
  for (const [index, piece] of pieces.entries()) {
    const { accountId } = piece;
    const error = failures[index];
    if (error === undefined) continue;
    meter.count('RefreshFailures');
    await log('error', 'an account was not refreshed', { accountId, error });
    const isFinal = accountId !== ownAccount && refusals.has(errorName(error));
    if (!isFinal) again.push({ piece, error });
  }
  const accounts = pieces.filter(isOfAccount);
  const [first, ...others] = again.filter(({ piece }) => isOfAccount(piece));
  if (first !== undefined && others.length + 1 === accounts.length) throw first.error;
  const ids = new Set(again.flatMap(({ piece }) => piece.messageIds));
  return { batchItemFailures: [...ids].map((itemIdentifier) => ({ itemIdentifier })) };
}

function isOfAccount({ accountId }: Piece): boolean {
  return accountId !== undefined;
}
