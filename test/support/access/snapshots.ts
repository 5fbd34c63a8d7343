import {
  type AccessSnapshot,
  type EarlierSnapshot,
  snapshotDigest,
} from '../../../shared/access/access-snapshot.ts';
import type { Reach } from '../../../shared/access/reach.ts';
import { arnOf } from './accounts.ts';

/** When snapshots of the tests were taken, unless they say otherwise. */
export const takenAt = '2026-10-01T06:00:00.000Z';

/** A user’s snapshot: with access or without, and what differs. */
export function snapshotOf(
  user: string,
  hasAccess: boolean | null,
  more: Partial<AccessSnapshot> = {},
): AccessSnapshot {
  return {
    access: { arn: arnOf(user), hasAccess, grants: hasAccess ? [{ policy: 'p', statement: '#1' }] : [] },
    principalId: `AIDA${user}`,
    keys: [],
    reach: hasAccess ? reachOf(['s3'], [1]) : undefined,
    takenAt,
    accessSince: hasAccess ? takenAt : undefined,
    ...more,
  };
}

/** What of a snapshot tells a change. */
export function earlierOf({ access, ...snapshot }: AccessSnapshot): EarlierSnapshot {
  return { ...snapshot, arn: access.arn, digest: snapshotDigest({ access, ...snapshot }) };
}

/** Services, and the numbers of actions below eight; none where they were not counted. */
export function reachOf(services: readonly string[], numbers?: readonly number[], catalogue = 'c'): Reach {
  const bits = numbers?.reduce((all, number) => all | (1 << number), 0);
  return { services, actions: bits === undefined ? undefined : { catalogue, bits: Uint8Array.of(bits) } };
}
