import type { GetAccountAuthorizationDetailsResponse, IAMClient } from '@aws-sdk/client-iam';

const lists = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const;

/** Reads who may do what in the account, in the shape of one page of `iam:GetAccountAuthorizationDetails`. */
export type ReadAccountDetails = () => Promise<unknown>;

/** Makes a reader that merges all pages. A page that fails after all tries of the client fails the whole. */
export function accountDetailsReader(client: () => Promise<IAMClient>): ReadAccountDetails {
  return async () => {
    const { paginateGetAccountAuthorizationDetails } = await import('@aws-sdk/client-iam');
    const pages = paginateGetAccountAuthorizationDetails({ client: await client(), pageSize: 500 }, {});
    const merged = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] };
    for await (const page of pages) append(page, merged);
    return merged;
  };
}

function append(
  page: GetAccountAuthorizationDetailsResponse,
  merged: Record<(typeof lists)[number], unknown[]>,
): void {
  for (const list of lists) merged[list].push(...(page[list] ?? []));
}
