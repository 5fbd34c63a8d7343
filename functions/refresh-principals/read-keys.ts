import type { EarlierSnapshot } from '../../shared/access/access-snapshot.ts';
import { principalKey } from '../../shared/access/principal.ts';
import type { PrincipalPolicies } from '../../shared/access/principal-policies.ts';
import type { ReadAccessKeys } from '../../shared/aws/facts/access-keys.ts';
import type { ListedKey } from '../../shared/aws/facts/key-items.ts';
import type { Occasion } from './read-occasions.ts';

/** The access keys of an account's users. */
export interface AccountKeys {
  /** By the ARN of the user: what IAM says now, else what was known before. */
  readonly byUser: ReadonlyMap<string, readonly string[]>;
  /** IAM named the keys of every user. */
  readonly areAll: boolean;
}

interface KeySources {
  readonly principals: readonly PrincipalPolicies[];
  readonly before: ReadonlyMap<string, EarlierSnapshot>;
  readonly occasion: Occasion;
  /** Whether somebody has listed them all before. */
  readonly wereListed: boolean;
  readonly readAccessKeys: ReadAccessKeys;
}

/**
 * Asks IAM for access keys, which takes a call for each user: for those of all users by the clock, after a change in IAM
 * for those of users whose keys the change concerns, or whom nobody knows yet.
 */
export async function readKeys({
  principals,
  before,
  occasion: { changes, wantsAllKeys },
  wereListed,
  readAccessKeys,
}: KeySources): Promise<AccountKeys> {
  const isAll = wantsAllKeys || !wereListed;
  const changed = new Set(changes.flatMap(({ keysOf }) => keysOf));
  const users = principals
    .filter(({ arn }) => isUser(arn))
    .map((user) => ({ ...user, name: nameOf(user.arn) }));
  const knownOf = ({ arn, id }: PrincipalPolicies) => {
    const earlier = before.get(principalKey(arn) ?? '');
    return earlier !== undefined && earlier.principalId === id && !earlier.isGone ? earlier.keys : undefined;
  };
  const asked = users.filter((user) => isAll || changed.has(user.name) || knownOf(user) === undefined);
  const answers = await readAccessKeys(asked.map(({ name }) => name));
  const byUser = new Map(
    users.flatMap((user) => {
      const keys = answers.get(user.name) ?? knownOf(user);
      return keys === undefined ? [] : [[user.arn, keys] as const];
    }),
  );
  return { byUser, areAll: isAll && users.every(({ name }) => answers.has(name)) };
}

interface KeyReading extends Pick<AccountKeys, 'byUser'>, Pick<KeySources, 'principals' | 'before'> {
  /** Whether the principals are all of the account. */
  readonly isWhole: boolean;
  readonly takenAt: string;
}

/** Keys whose owners are not what they were: new ones, those of users with other names, and those that are no more. */
export function changedKeys({ principals, byUser, before, isWhole, takenAt }: KeyReading): ListedKey[] {
  const known = new Map<string, EarlierSnapshot>();
  for (const earlier of before.values()) for (const key of earlier.keys ?? []) known.set(key, earlier);
  const changed: ListedKey[] = [];
  for (const { arn, id: principalId } of principals) {
    for (const accessKeyId of byUser.get(arn) ?? []) {
      const earlier = known.get(accessKeyId);
      known.delete(accessKeyId);
      if (earlier?.arn !== arn || earlier.principalId !== principalId)
        changed.push({ accessKeyId, owner: { arn, principalId }, takenAt });
    }
  }
  const gone = isWhole ? [...known.keys()] : [];
  return [...changed, ...gone.map((accessKeyId) => ({ accessKeyId, owner: undefined, takenAt }))];
}

function isUser(arn: string): boolean {
  return arn.includes(':user/');
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
