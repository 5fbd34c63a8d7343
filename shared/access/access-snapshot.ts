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

/** What of a snapshot tells a change. */
export interface EarlierSnapshot extends Pick<AccessSnapshot, 'takenAt' | 'accessSince'> {
  readonly arn: string;
}

/** A principal whose access changed, with the snapshots before and after. */
export interface AccessChange {
  readonly before: EarlierSnapshot | undefined;
  readonly after: AccessSnapshot;
}

/** An account's principals at a time, and what changed since the snapshots before. */
export interface AccountSnapshots {
  readonly snapshots: readonly AccessSnapshot[];
  readonly gained: readonly AccessChange[];
  readonly lost: readonly AccessChange[];
}

/** Principals as they were found at a time. */
export interface Reading {
  readonly principals: readonly PrincipalAccess[];
  /** Whether these are all of the account: one that could not be read is not gone. */
  readonly isWhole: boolean;
  /** ISO 8601. */
  readonly takenAt: string;
}

/**
 * Compares principals' access with their snapshots before, by {@link principalKey}. One that had access and is no more
 * has lost it: what is known of it then is nothing. Where a newer snapshot is there, this reading says nothing any more.
 */
export function takeSnapshots(
  { principals, isWhole, takenAt }: Reading,
  before: ReadonlyMap<string, EarlierSnapshot>,
): AccountSnapshots {
  const isOld = (earlier: EarlierSnapshot | undefined) => earlier !== undefined && earlier.takenAt > takenAt;
  const changes = principals.flatMap((access): AccessChange[] => {
    const earlier = before.get(principalKey(access.arn) ?? '');
    if (isOld(earlier)) return [];
    return [{ before: earlier, after: { access, takenAt, accessSince: sinceOf(access, earlier, takenAt) } }];
  });
  const present = new Set(principals.map(({ arn }) => principalKey(arn)));
  for (const [key, earlier] of before) {
    if (isWhole && !present.has(key) && !isOld(earlier) && earlier.accessSince !== undefined)
      changes.push({ before: earlier, after: goneAt(takenAt, earlier) });
  }
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

function goneAt(takenAt: string, { arn }: EarlierSnapshot): AccessSnapshot {
  const access = { arn, hasAccess: null, missing: ['iam-policies'], grants: [] };
  return { access, takenAt, accessSince: undefined };
}

function sinceOf(
  { hasAccess }: PrincipalAccess,
  before: EarlierSnapshot | undefined,
  takenAt: string,
): string | undefined {
  if (hasAccess === false) return undefined;
  return hasAccess ? (before?.accessSince ?? takenAt) : before?.accessSince;
}
