import type { AccessSnapshot } from '../../../shared/access/access-snapshot.ts';
import { principalKey } from '../../../shared/access/principal.ts';
import type { SnapshotStore } from '../../../shared/aws/facts/snapshot-store.ts';

/** A store that dies with the test. */
export interface MemoryStore extends SnapshotStore {
  /** By principalKey. */
  readonly snapshots: ReadonlyMap<string, AccessSnapshot>;
}

/** The snapshots of principals' access in memory, in place of the project's table. */
export function memoryStore(): MemoryStore {
  const snapshots = new Map<string, AccessSnapshot>();
  const rootKeys = new Map<string, boolean>();
  return {
    snapshots,
    find: async (principal) => snapshots.get(principal),
    earlier: async (accountId) =>
      new Map(
        [...snapshots]
          .filter(([key]) => key.startsWith(`${accountId}:`))
          .map(([key, { access, takenAt, accessSince }]) => [key, { arn: access.arn, takenAt, accessSince }]),
      ),
    put: async (taken) => {
      for (const snapshot of taken) {
        const key = principalKey(snapshot.access.arn) ?? '';
        if (snapshot.takenAt >= (snapshots.get(key)?.takenAt ?? '')) snapshots.set(key, snapshot);
      }
    },
    rootKeys: async (accountId) => rootKeys.get(accountId) ?? false,
    putRootKeys: async (accountId, hasKeys) => void rootKeys.set(accountId, hasKeys),
  };
}
