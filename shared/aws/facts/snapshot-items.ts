import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { AccessSnapshot, EarlierSnapshot } from '../../access/access-snapshot.ts';
import type { PrincipalAccess } from '../../access/principal-access.ts';

/** An item of the project's table, or its key. */
export type Item = Record<string, AttributeValue>;

/** Of a principal with very many grants the first ones tell enough; an item takes 400 KB. */
const mostGrants = 100;
/** Seconds after which DynamoDB may delete a snapshot: that of a principal which is no more. */
const lifetime = 7 * 24 * 3600;

/** The beginning of the sort keys of all principals of an account. */
export const principalPrefix = 'principal#';

export function accountPart(accountId: string): string {
  return `account#${accountId}`;
}

/** The key of a principal's snapshot. Takes its `principalKey`. */
export function snapshotKey(principal: string): Item {
  return { pk: { S: accountPart(principal.slice(0, 12)) }, sk: { S: principalPrefix + principal.slice(13) } };
}

/** The key of what is known of an account's root user. */
export function rootKey(accountId: string): Item {
  return { pk: { S: accountPart(accountId) }, sk: { S: 'root' } };
}

/** Tells keys, and the items under them, apart. */
export function keyText({ pk, sk }: Item): string {
  return `${pk?.S} ${sk?.S}`;
}

/** A snapshot's attributes beside its key. */
export function snapshotAttributes({ access, takenAt, accessSince }: AccessSnapshot): Item {
  const compact: PrincipalAccess = { ...access, grants: access.grants.slice(0, mostGrants) };
  return {
    arn: { S: access.arn },
    access: { S: JSON.stringify(compact) },
    ...(accessSince !== undefined && { accessSince: { S: accessSince } }),
    ...timesOf(takenAt),
  };
}

/** When something was looked at, and when DynamoDB may delete what was seen. */
export function timesOf(takenAt: string): Item {
  const expiresAt = Math.floor(Date.parse(takenAt) / 1000) + lifetime;
  return { takenAt: { S: takenAt }, expiresAt: { N: String(expiresAt) } };
}

export function snapshotOf({ access, takenAt, accessSince }: Item): AccessSnapshot {
  return { access: JSON.parse(access?.S ?? ''), takenAt: takenAt?.S ?? '', accessSince: accessSince?.S };
}

export function earlierSnapshotOf({ arn, takenAt, accessSince }: Item): EarlierSnapshot {
  return { arn: arn?.S ?? '', takenAt: takenAt?.S ?? '', accessSince: accessSince?.S };
}
