import type { Item } from './fact-table.ts';

/** The key of the accounts that are read beside our own. */
export const membersKey: Item = { pk: { S: 'accounts' }, sk: { S: 'members' } };

/** Which accounts they are; `takenAt` is when they were found, ISO 8601. */
export function membersItem(accountIds: readonly string[], takenAt: string): Item {
  return { ...membersKey, accountIds: { L: accountIds.map((S) => ({ S })) }, takenAt: { S: takenAt } };
}

/** None where nobody has found any. */
export function membersIn(item: Item | undefined): readonly string[] {
  return item?.accountIds?.L?.flatMap(({ S }) => S ?? []) ?? [];
}
