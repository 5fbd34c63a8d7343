import { listingItem } from '../../shared/aws/facts/account-listing.ts';
import { ownerItem } from '../../shared/aws/facts/key-items.ts';
import { snapshotAttributes, snapshotKey } from '../../shared/aws/facts/snapshot-items.ts';
import type { Item } from './stand-in/expressions.ts';

export const accountId = '123456789012';

/** An IAM user who calls the hook. */
interface User {
  readonly arn: string;
  readonly principalId: string;
  /** The key that its task's connection has. */
  readonly accessKeyId: string;
}

/** Whose the key of a connection is: the caller's, who has no access or some, or the root user's. */
export type Kind = 'clean' | 'loaded' | 'root';

/** The user with a number, up to 12 digits. */
export function userOf(index: number): User {
  const number = String(index).padStart(12, '0');
  return {
    arn: `arn:aws:iam::${accountId}:user/caller-${index}`,
    principalId: `AIDALOAD${number}`,
    accessKeyId: `AKIALOAD${number}`,
  };
}

/** Whose key the connection of a user's task has: of three in five a clean user's. */
export function kindOf(index: number): Kind {
  if (index % 5 === 3) return 'loaded';
  return index % 5 === 4 ? 'root' : 'clean';
}

/** What RefreshPrincipals has listed of the users with numbers below one, and of their keys. */
export function accountItems(users: number): Item[] {
  const takenAt = new Date().toISOString();
  const listing = { listedAt: takenAt, keysListedAt: takenAt, rootHasKeys: true };
  const ofUsers = Array.from({ length: users }, (_, index) => itemsOf(index, takenAt));
  return JSON.parse(JSON.stringify([listingItem(accountId, listing), ...ofUsers.flat()]));
}

function itemsOf(index: number, takenAt: string) {
  const { arn, principalId, accessKeyId } = userOf(index);
  const kind = kindOf(index);
  const user = { arn, principalId };
  const root = { arn: `arn:aws:iam::${accountId}:root`, principalId: undefined };
  const hasAccess = kind === 'loaded';
  const snapshot = {
    access: { arn, hasAccess, grants: [], ...(hasAccess && { services: ['s3'], actionCount: 1 }) },
    principalId,
    keys: [accessKeyId],
    reach: hasAccess ? { services: ['s3'], actions: undefined } : undefined,
    takenAt,
    accessSince: hasAccess ? takenAt : undefined,
  };
  return [
    ownerItem({ accessKeyId, owner: kind === 'root' ? root : user, takenAt }),
    { ...snapshotKey(`${accountId}:user/caller-${index}`), ...snapshotAttributes(snapshot) },
  ];
}
