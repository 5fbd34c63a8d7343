import { sha256 } from '../json/sha256.ts';
import { principalKey } from './principal.ts';
import type { PrincipalAccess } from './principal-access.ts';
import { goesFurther, type Reach } from './reach.ts';
import { isAfter, isPossible } from './reading-time.ts';

/** What was found out about a principal's access, and when. */
export interface AccessSnapshot {
  readonly access: PrincipalAccess;
  /** The unique id of whom it is about; whoever has its name later has another. */
  readonly principalId: string | undefined;
  /** Ids of a user's access keys; `undefined` where nobody has listed them, and of a role. */
  readonly keys: readonly string[] | undefined;
  /** How far it was last known to go; `undefined` where it has no access. Not knowing ends nothing. */
  readonly reach: Reach | undefined;
  /** When this was first found so, ISO 8601. */
  readonly takenAt: string;
  /** When it was first seen with access; `undefined` where it has none. Not knowing ends nothing. */
  readonly accessSince: string | undefined;
  /** There is no such principal any more. */
  readonly isGone?: true;
}

/** What of a snapshot tells a change. */
export interface EarlierSnapshot
  extends Pick<AccessSnapshot, 'principalId' | 'keys' | 'reach' | 'takenAt' | 'accessSince' | 'isGone'> {
  readonly arn: string;
  readonly digest: string;
}

/** A principal whose access changed, with the snapshots before and after. */
export interface AccessChange {
  readonly before: EarlierSnapshot | undefined;
  readonly after: AccessSnapshot;
}

/** What changed of an account's principals since the snapshots before. */
export interface AccountChanges {
  /** The snapshots that are to be put in the place of earlier ones. */
  readonly snapshots: readonly AccessSnapshot[];
  readonly gained: readonly AccessChange[];
  /** Had access, and now have more. */
  readonly escalated: readonly AccessChange[];
  readonly lost: readonly AccessChange[];
}

/** A principal as a reading finds it. */
export interface FoundPrincipal extends Pick<AccessSnapshot, 'access' | 'principalId' | 'keys'> {
  /** `undefined` where it has no access, or nobody can tell. */
  readonly reach: Reach | undefined;
}

/** Principals as they were found at a time. */
export interface Reading {
  readonly principals: readonly FoundPrincipal[];
  /** Whether these are all of the account: one that could not be read is not gone. */
  readonly isWhole: boolean;
  /** ISO 8601. */
  readonly takenAt: string;
}

/**
 * Compares principals with their snapshots before, by {@link principalKey}. One that had access and is no more has lost
 * it: what is known of it then is nothing. Where a newer snapshot is there, this reading says nothing any more. A
 * reading of all says that every snapshot still holds, so it gives those that changed; another one gives all it found.
 */
export function takeSnapshots(
  { principals, isWhole, takenAt }: Reading,
  before: ReadonlyMap<string, EarlierSnapshot>,
): AccountChanges {
  const isOld = (earlier: EarlierSnapshot | undefined) =>
    earlier !== undefined && isAfter(earlier.takenAt, takenAt);
  const found = principals.flatMap((principal): AccessChange[] => {
    const earlier = before.get(principalKey(principal.access.arn) ?? '');
    return isOld(earlier) ? [] : [{ before: earlier, after: snapshotOf(principal, earlier, takenAt) }];
  });
  const present = new Set(principals.map(({ access }) => principalKey(access.arn)));
  const missing = isWhole ? [...before].filter(([key]) => !present.has(key)) : [];
  const gone = missing.flatMap(([, earlier]): AccessChange[] =>
    isOld(earlier) || earlier.isGone ? [] : [{ before: earlier, after: goneAt(takenAt, earlier) }],
  );
  const changes = [...found, ...gone];
  return {
    snapshots: (isWhole ? changes.filter(isDifferent) : changes).map(({ after }) => after),
    gained: changes.filter(({ before: earlier, after }) => hasAccess(after) && !hasAccess(earlier)),
    escalated: changes.filter(hasMore),
    lost: changes.filter(({ before: earlier, after }) => !hasAccess(after) && hasAccess(earlier)),
  };
}

/** Tells snapshots apart that differ in more than their time. */
export function snapshotDigest({ access, principalId, keys, reach, isGone }: AccessSnapshot): string {
  const { catalogue, bits } = reach?.actions ?? {};
  const actions = bits && Buffer.from(bits).toString('base64');
  return sha256(JSON.stringify([access, principalId, keys, reach?.services, catalogue, actions, isGone]));
}

function snapshotOf(
  { access, principalId, keys, reach }: FoundPrincipal,
  before: EarlierSnapshot | undefined,
  takenAt: string,
): AccessSnapshot {
  const isSame = before?.principalId === principalId;
  const since = isSame ? before?.accessSince : undefined;
  const known = { access, principalId, keys, takenAt };
  if (access.hasAccess === false) return { ...known, reach: undefined, accessSince: undefined };
  if (access.hasAccess) return { ...known, reach, accessSince: since ?? takenAt };
  return { ...known, reach: isSame ? before?.reach : undefined, accessSince: since };
}

function goneAt(takenAt: string, { arn, principalId }: EarlierSnapshot): AccessSnapshot {
  const access = { arn, hasAccess: null, missing: ['iam-policies'], grants: [] };
  return {
    access,
    principalId,
    keys: undefined,
    reach: undefined,
    takenAt,
    accessSince: undefined,
    isGone: true,
  };
}

function hasAccess(snapshot: Pick<AccessSnapshot, 'accessSince'> | undefined): boolean {
  return snapshot?.accessSince !== undefined;
}

function hasMore({ before, after }: AccessChange): boolean {
  if (before?.reach === undefined || after.reach === undefined) return false;
  return hasAccess(before) && hasAccess(after) && goesFurther(after.reach, before.reach);
}

/** One that says a time at which nobody can have taken it is not to be relied on. */
function isDifferent({ before, after }: AccessChange): boolean {
  if (before === undefined || !isPossible(before.takenAt, after.takenAt)) return true;
  return before.digest !== snapshotDigest(after);
}
