import { type AccessSnapshot, type EarlierSnapshot, snapshotDigest } from '../../access/access-snapshot.ts';
import type { PrincipalAccess } from '../../access/principal-access.ts';
import type { Reach } from '../../access/reach.ts';
import { isObject } from '../../json/value.ts';
import { expiryOf, FactTableError, type Item } from './fact-table.ts';

/** Of a principal with very many grants the first ones tell enough; an item takes 400 KB. */
const mostGrants = 100;

/** The beginning of the sort keys of all principals of an account. */
export const principalPrefix = 'principal#';

/** The attributes that tell a change. */
export const earlierAttributes =
  'arn, principalId, accessKeys, services, catalogue, actions, digest, takenAt, accessSince, isGone';

export function accountPart(accountId: string): string {
  return `account#${accountId}`;
}

/** The key of a principal's snapshot. Takes its `principalKey`. */
export function snapshotKey(principal: string): Item {
  return { pk: { S: accountPart(principal.slice(0, 12)) }, sk: { S: principalPrefix + principal.slice(13) } };
}

/** A snapshot's attributes beside its key. That of a principal which is no more is deleted in time. */
export function snapshotAttributes(snapshot: AccessSnapshot): Item {
  const { access, principalId, keys, reach, takenAt, accessSince, isGone } = snapshot;
  const compact: PrincipalAccess = { ...access, grants: access.grants.slice(0, mostGrants) };
  return {
    arn: { S: access.arn },
    access: { S: JSON.stringify(compact) },
    ...(principalId !== undefined && { principalId: { S: principalId } }),
    ...(keys && { accessKeys: textList(keys) }),
    ...(reach && reachAttributes(reach)),
    digest: { S: snapshotDigest(snapshot) },
    takenAt: { S: takenAt },
    ...(accessSince !== undefined && { accessSince: { S: accessSince } }),
    ...(isGone && { isGone: { BOOL: true }, ...expiryOf(takenAt) }),
  };
}

/** What of a snapshot decides. Throws {@link FactTableError} where the item is none. */
export function knownAccessOf(item: Item): Pick<AccessSnapshot, 'access' | 'takenAt' | 'isGone'> {
  const principalId = item.principalId?.S;
  return {
    access: { ...accessIn(item.access?.S), ...(principalId !== undefined && { principalId }) },
    takenAt: item.takenAt?.S ?? '',
    ...(item.isGone?.BOOL && { isGone: true }),
  };
}

export function earlierSnapshotOf(item: Item): EarlierSnapshot {
  return {
    arn: item.arn?.S ?? '',
    principalId: item.principalId?.S,
    keys: item.accessKeys && textsIn(item.accessKeys),
    reach: reachIn(item),
    digest: item.digest?.S ?? '',
    takenAt: item.takenAt?.S ?? '',
    accessSince: item.accessSince?.S,
    ...(item.isGone?.BOOL && { isGone: true }),
  };
}

function accessIn(text: string | undefined): PrincipalAccess {
  const access = jsonIn(text);
  if (!isAccess(access)) throw new FactTableError('a snapshot that cannot be read');
  return access;
}

function jsonIn(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where nothing says whether there is access, there is no snapshot: it must not pass for one that says no. */
function isAccess(value: unknown): value is PrincipalAccess {
  return (
    isObject(value) &&
    typeof value.arn === 'string' &&
    (typeof value.hasAccess === 'boolean' || value.hasAccess === null) &&
    Array.isArray(value.grants)
  );
}

function reachAttributes({ services, actions }: Reach): Item {
  return {
    services: textList(services),
    ...(actions && { catalogue: { S: actions.catalogue }, actions: { B: actions.bits } }),
  };
}

function reachIn({ services, catalogue, actions }: Item): Reach | undefined {
  if (services === undefined) return undefined;
  const isCounted = catalogue?.S !== undefined && actions?.B !== undefined;
  return {
    services: textsIn(services),
    actions: isCounted ? { catalogue: catalogue.S, bits: actions.B } : undefined,
  };
}

function textList(texts: readonly string[]): { readonly L: { S: string }[] } {
  return { L: texts.map((S) => ({ S })) };
}

function textsIn(list: Item[string] | undefined): string[] {
  return list?.L?.flatMap(({ S }) => S ?? []) ?? [];
}
