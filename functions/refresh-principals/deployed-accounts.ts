import { iamOfRefresh, organizations, sqs, stsOfRefresh } from '../../shared/aws/calls/clients.ts';
import { iamOfMembers } from '../../shared/aws/calls/member-iam.ts';
import { queueMessages } from '../../shared/aws/calls/queue-messages.ts';
import { accountReaders } from '../../shared/aws/facts/account-readers.ts';
import { organizationAccounts } from '../../shared/aws/facts/organization-accounts.ts';
import { optionalList, requiredVariable } from '../../shared/aws/lambda/environment.ts';
import { partitionOf } from '../deployed.ts';
import type { RefreshDependencies } from './refresh-principals.ts';

type Accounts = Pick<RefreshDependencies, 'ownAccount' | 'readersOf' | 'findMembers' | 'sendAll'>;

/** What the template tells of the accounts that are read. Reads the environment, once. */
export function deployedAccounts(): Accounts {
  const ownAccount = requiredVariable('ACCOUNT_ID');
  const members = optionalList('MEMBER_ACCOUNTS');
  const iamOf = iamOfMembers({
    sts: stsOfRefresh,
    own: iamOfRefresh,
    roleName: requiredVariable('MEMBER_ROLE_NAME'),
    partition: partitionOf(requiredVariable('AWS_REGION')),
  });
  return {
    ownAccount,
    readersOf: (accountId) => accountReaders(accountId === ownAccount ? iamOfRefresh : iamOf(accountId)),
    findMembers: members.includes('organization')
      ? organizationAccounts({ client: organizations, ownAccount })
      : async () => members,
    sendAll: queueMessages({ client: sqs, queueUrl: requiredVariable('PRINCIPAL_QUEUE_URL') }),
  };
}
