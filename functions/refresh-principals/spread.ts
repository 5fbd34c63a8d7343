import type { SnapshotStore } from '../../shared/aws/facts/snapshot-store.ts';
import type { Log } from '../../shared/aws/lambda/log.ts';
import type { Meter } from '../../shared/aws/lambda/metrics.ts';
import { memberMessage } from './member-message.ts';

/** Finds the accounts that are to be read beside our own. */
type FindMembers = () => Promise<readonly string[]>;

export interface SpreadDependencies {
  /** 12 digits. */
  readonly ownAccount: string;
  readonly findMembers: FindMembers;
  /** Sends messages to the function's own queue; rejects where some were not taken. */
  readonly sendAll: (bodies: readonly string[]) => Promise<void>;
  readonly store: Pick<SnapshotStore, 'members' | 'putMembers' | 'putListing'>;
  readonly now: () => Date;
  readonly meter: Pick<Meter, 'count'>;
  readonly log: Log;
}

/**
 * Has each member account looked at, by a message of its own. What is known of one that is no member any more says nothing
 * from then on. Where nobody can tell who the members are, they are those that were found before.
 */
export async function spreadOverMembers({
  store,
  now,
  sendAll,
  ...dependencies
}: SpreadDependencies): Promise<void> {
  const isDueSince = now().toISOString();
  const before = await store.members();
  const members = await membersNow(before, dependencies);
  const left = before.filter((accountId) => !members.includes(accountId));
  const gone = {
    listedAt: isDueSince,
    keysListedAt: undefined,
    rootHasKeys: undefined,
    hasLeft: true as const,
  };
  for (const accountId of left) await store.putListing(accountId, gone);
  if (members.join() !== before.join()) await store.putMembers(members, isDueSince);
  await sendAll(members.map((accountId) => memberMessage({ accountId, isDueSince })));
}

async function membersNow(
  before: readonly string[],
  {
    findMembers,
    ownAccount,
    meter,
    log,
  }: Pick<SpreadDependencies, 'findMembers' | 'ownAccount' | 'meter' | 'log'>,
): Promise<readonly string[]> {
  try {
    const found = new Set(await findMembers());
    found.delete(ownAccount);
    return [...found].sort();
  } catch (error) {
    meter.count('RefreshFailures');
    await log('error', 'nobody can tell which accounts are members', { error });
    return before;
  }
}
