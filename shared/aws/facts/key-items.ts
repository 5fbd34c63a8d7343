import type { KeyOwner } from '../../rules/facts.ts';
import { expiryOf, FactTableError, type Item } from './fact-table.ts';

/** Whose an access key is. */
export interface ListedKey {
  readonly accessKeyId: string;
  /** The user that has it; `undefined` where it was deleted. */
  readonly owner: { readonly arn: string; readonly principalId: string | undefined } | undefined;
  /** When this was found, ISO 8601. */
  readonly takenAt: string;
}

/** The key of what is known of an access key's owner. */
export function ownerKey(accessKeyId: string): Item {
  return { pk: { S: `key#${accessKeyId}` }, sk: { S: 'owner' } };
}

/** A key that was deleted is kept for a while as nobody's, so that an older reading does not bring it back. */
export function ownerItem({ accessKeyId, owner, takenAt }: ListedKey): Item {
  return {
    ...ownerKey(accessKeyId),
    takenAt: { S: takenAt },
    ...(owner === undefined
      ? { isGone: { BOOL: true }, ...expiryOf(takenAt) }
      : { ownerArn: { S: owner.arn } }),
    ...(owner?.principalId !== undefined && { principalId: { S: owner.principalId } }),
  };
}

/** Whose an access key is: `gone` where it was deleted. Throws {@link FactTableError} where the item says neither. */
export function ownerIn({ ownerArn, principalId, isGone }: Item): KeyOwner | 'gone' {
  if (isGone?.BOOL) return 'gone';
  if (ownerArn?.S === undefined) throw new FactTableError('an access key of nobody');
  return { arn: ownerArn.S, ...(principalId?.S !== undefined && { principalId: principalId.S }) };
}
