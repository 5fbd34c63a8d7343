import type { BatchGetItemCommandInput } from '@aws-sdk/client-dynamodb';
import { listingItem } from '../../../shared/aws/facts/account-listing.ts';
import { keyText } from '../../../shared/aws/facts/fact-table.ts';
import { ownerItem } from '../../../shared/aws/facts/key-items.ts';
import { arnOf } from '../access/accounts.ts';

type Item = NonNullable<NonNullable<BatchGetItemCommandInput['RequestItems']>[string]['Keys']>[number];

/** Answers BatchGetItem by a table that holds some items, and a listing of the account of a moment ago. */
export function tableOf(...items: readonly Item[]) {
  const held = new Map([listedAccount(), ...items].map((item) => [keyText(item), item]));
  return ({ RequestItems = {} }: BatchGetItemCommandInput) => ({
    Responses: Object.fromEntries(
      Object.entries(RequestItems).map(([table, { Keys = [] }]) => [
        table,
        Keys.map((key) => held.get(keyText(key))).filter((item) => item !== undefined),
      ]),
    ),
  });
}

/** The account, listed a moment ago. */
function listedAccount(): Item {
  const listedAt = new Date().toISOString();
  return listingItem('123456789012', { listedAt, keysListedAt: undefined, rootHasKeys: undefined });
}

/** The key of the compliant submission, as listed with its user. */
export function listedKey(user: string): Item {
  const owner = { arn: arnOf(user), principalId: `AIDA${user}` };
  return ownerItem({ accessKeyId: 'AKIAEXAMPLEEXAMPLE01', owner, takenAt: new Date().toISOString() });
}

/** The same key as one of no user, sought before an account was listed whose root user has keys. */
export function keyOfRoot(): readonly Item[] {
  const listedAt = new Date().toISOString();
  const soughtAt = new Date(Date.now() - 60_000).toISOString();
  return [
    { pk: { S: 'sought#AKIAEXAMPLEEXAMPLE01' }, sk: { S: 'sought' }, soughtAt: { S: soughtAt } },
    listingItem('123456789012', { listedAt, keysListedAt: listedAt, rootHasKeys: true }),
  ];
}
