import type { OrganizationsClient } from '@aws-sdk/client-organizations';

/** A list of the organization's accounts that lacks our own, which is in it. */
class NotOurOrganizationError extends Error {
  override readonly name = 'NotOurOrganizationError';
}

interface OrganizationOptions {
  readonly client: () => Promise<OrganizationsClient>;
  /** 12 digits. */
  readonly ownAccount: string;
}

/**
 * Makes a list of the accounts of the organization that are active, page by page: who is suspended or closed has no
 * sessions. Rejects where a page fails, and where our own is not among them: a part of them is not the list.
 */
export function organizationAccounts({ client, ownAccount }: OrganizationOptions) {
  return async (): Promise<readonly string[]> => {
    const { paginateListAccounts } = await import('@aws-sdk/client-organizations');
    const active: string[] = [];
    for await (const { Accounts = [] } of paginateListAccounts({ client: await client() }, {}))
      active.push(...Accounts.flatMap(({ Id, State }) => (Id !== undefined && State === 'ACTIVE' ? Id : [])));
    if (active.includes(ownAccount)) return active;
    throw new NotOurOrganizationError('the accounts of the organization lack our own');
  };
}
