import { type AccessSnapshot, snapshotDigest } from '../../../shared/access/access-snapshot.ts';
import { principalKey } from '../../../shared/access/principal.ts';
import { isAfter } from '../../../shared/access/reading-time.ts';
import type { AccountListing } from '../../../shared/aws/facts/account-listing.ts';
import type { ListedKey } from '../../../shared/aws/facts/key-items.ts';
import type { SnapshotStore } from '../../../shared/aws/facts/snapshot-store.ts';

/** A store that dies with the test. */
export interface MemoryStore extends SnapshotStore {
  /** By principalKey. */
  readonly snapshots: ReadonlyMap<string, AccessSnapshot>;
  /** By access key id. */
  readonly keys: ReadonlyMap<string, ListedKey>;
  /** Everything that was put, in its order. */
  readonly written: readonly (AccessSnapshot | ListedKey)[];
}

/** What is known of principals and keys in memory, in place of the project's table. */
export function memoryStore(): MemoryStore {
  const snapshots = new Map<string, AccessSnapshot>();
  const keys = new Map<string, ListedKey>();
  const listings = new Map<string, AccountListing>();
  let members: readonly string[] = [];
  const written: (AccessSnapshot | ListedKey)[] = [];
  const isOlder = ({ takenAt }: { takenAt: string }, there: { takenAt: string } | undefined) =>
    there !== undefined && isAfter(there.takenAt, takenAt);
  return {
    snapshots,
    keys,
    written,
    find: async (principal) => {
      return { snapshot: snapshots.get(principal), listing: listings.get(principal.slice(0, 12)) };
    },
    earlier: async (accountId) =>
      new Map(
        [...snapshots]
          .filter(([key]) => key.startsWith(`${accountId}:`))
          .map(([key, snapshot]) => {
            const { access, ...known } = snapshot;
            return [key, { ...known, arn: access.arn, digest: snapshotDigest(snapshot) }];
          }),
      ),
    put: async (taken) => {
      for (const snapshot of taken) {
        const key = principalKey(snapshot.access.arn) ?? '';
        written.push(snapshot);
        if (!isOlder(snapshot, snapshots.get(key))) snapshots.set(key, snapshot);
      }
    },
    putKeys: async (listed) => {
      for (const key of listed) {
        written.push(key);
        if (!isOlder(key, keys.get(key.accessKeyId))) keys.set(key.accessKeyId, key);
      }
    },
    listing: async (accountId) => listings.get(accountId),
    putListing: async (accountId, listing) => {
      const there = listings.get(accountId);
      if (there !== undefined && isAfter(there.listedAt, listing.listedAt)) return false;
      listings.set(accountId, listing);
      return true;
    },
    members: async () => members,
    putMembers: async (accountIds) => {
      members = accountIds;
    },
  };
}
