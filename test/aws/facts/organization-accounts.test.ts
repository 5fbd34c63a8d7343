import { type Account, ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { organizationAccounts } from '../../../shared/aws/facts/organization-accounts.ts';

const aws = mockClient(OrganizationsClient);
const client = new OrganizationsClient({ region: 'us-east-1' });
const own = '123456789012';
const list = organizationAccounts({ client: async () => client, ownAccount: own });
const account = (Id: string, State: Account['State'] = 'ACTIVE'): Account => ({ Id, State });

beforeEach(() => void aws.reset());

it('the accounts of the organization are those of all pages that are active', async () => {
  aws
    .on(ListAccountsCommand)
    .resolves({ Accounts: [account(own), account('111111111111', 'SUSPENDED')], NextToken: 'next' })
    .on(ListAccountsCommand, { NextToken: 'next' })
    .resolves({
      Accounts: [
        account('222222222222'),
        account('333333333333', 'CLOSED'),
        account('444444444444', 'PENDING_ACTIVATION'),
        { Id: '555555555555', Status: 'ACTIVE' },
      ],
    });
  expect(await list()).toEqual([own, '222222222222']);
});

it('an empty page is not the last one', async () => {
  aws
    .on(ListAccountsCommand)
    .resolves({ Accounts: [], NextToken: 'next' })
    .on(ListAccountsCommand, { NextToken: 'next' })
    .resolves({ Accounts: [account(own)] });
  expect(await list()).toEqual([own]);
});

it.each<[string, readonly Account[]]>([
  ['nobody', []],
  ['others alone', [account('222222222222')]],
])('%s is no list of our organization', async (_, Accounts) => {
  aws.on(ListAccountsCommand).resolves({ Accounts: [...Accounts] });
  await expect(list()).rejects.toThrow('lack our own');
});

it('a part of the pages is not the list', async () => {
  aws
    .on(ListAccountsCommand)
    .resolves({ Accounts: [account(own)], NextToken: 'next' })
    .on(ListAccountsCommand, { NextToken: 'next' })
    .rejects(Object.assign(new Error(''), { name: 'TooManyRequestsException' }));
  await expect(list()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
});
