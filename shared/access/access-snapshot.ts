import { principalKey } from './principal.ts';
import type { PrincipalAccess } from './principal-access.ts';

/** What was found out about a principal's access, and when. */
export interface AccessSnapshot {
  readonly access: PrincipalAccess;
  /** When its policies were read, ISO 8601. */
  readonly takenAt: string;
  /** When it was first seen with access; `undefined` where it has none. Not knowing ends nothing. */
  readonly accessSince: string | undefined;
}

export type SnapshotTimes = Pick<AccessSnapshot, 'takenAt' | 'accessSince'>;

/** A principal whose access changed, with the snapshots before and after. */
export interface AccessChange {
  readonly before: SnapshotTimes | undefined;
  readonly after: AccessSnapshot;
}

/** An account's principals at a time, and what changed since the snapshots before. */
export interface AccountSnapshots {
  readonly snapshots: readonly AccessSnapshot[];
  readonly gained: readonly AccessChange[];
  readonly lost: readonly AccessChange[];
}

/** Compares principals' access, read at a time, with their snapshots before, by {@link principalKey}. */
export function takeSnapshots(
  principals: readonly PrincipalAccess[],
  before: ReadonlyMap<string, SnapshotTimes>,
  takenAt: string,
): AccountSnapshots {
  const changes = principals.map((access): AccessChange => {
    const earlier = before.get(principalKey(access.arn) ?? '');
    return { before: earlier, after: { access, takenAt, accessSince: sinceOf(access, earlier, takenAt) } };
  });
  return {
    snapshots: changes.map(({ after }) => after),
    gained: changes.filter(
      ({ before, after }) => after.accessSince !== undefined && before?.accessSince === undefined,
    ),
    lost: changes.filter(
      ({ before, after }) => after.accessSince === undefined && before?.accessSince !== undefined,
    ),
  };
}

function sinceOf(
  { hasAccess }: PrincipalAccess,
  before: SnapshotTimes | undefined,
  takenAt: string,
): string | undefined {
  if (hasAccess === false) return undefined;
  return hasAccess ? (before?.accessSince ?? takenAt) : before?.accessSince;
}
