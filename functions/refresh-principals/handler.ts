import { reachAnalysis } from '../../shared/access/analyse-principal.ts';
import {
  accessAnalyzer,
  iamOfRefresh,
  organizations,
  sqs,
  stsOfRefresh,
} from '../../shared/aws/calls/clients.ts';
import { iamOfMembers } from '../../shared/aws/calls/member-iam.ts';
import { queueMessages } from '../../shared/aws/calls/queue-messages.ts';
import { accountReaders } from '../../shared/aws/facts/account-readers.ts';
import { organizationAccounts } from '../../shared/aws/facts/organization-accounts.ts';
import { accessAnalyzerOpinion, noSecondOpinion } from '../../shared/aws/facts/second-opinion.ts';
import { optionalList, optionalVariable, requiredVariable } from '../../shared/aws/lambda/environment.ts';
import { deployed, partitionOf } from '../deployed.ts';
import { refreshPrincipals } from './refresh-principals.ts';

const common = deployed('queue');
const ownAccount = requiredVariable('ACCOUNT_ID');
const hasSecondOpinion = optionalVariable('ACCESS_ANALYZER') === 'true';
const members = optionalList('MEMBER_ACCOUNTS');
const isOrganization = members.includes('organization');
const iamOf = iamOfMembers({
  sts: stsOfRefresh,
  own: iamOfRefresh,
  roleName: requiredVariable('MEMBER_ROLE_NAME'),
  partition: partitionOf(requiredVariable('AWS_REGION')),
});

/** RefreshPrincipals as AWS Lambda calls it. */
export const handler = refreshPrincipals({
  ...common,
  ownAccount,
  readersOf: (accountId) => accountReaders(accountId === ownAccount ? iamOfRefresh : iamOf(accountId)),
  findMembers: isOrganization
    ? organizationAccounts({ client: organizations, ownAccount })
    : async () => members,
  sendAll: queueMessages({ client: sqs, queueUrl: requiredVariable('PRINCIPAL_QUEUE_URL') }),
  analysisFor: async ({ policy }) => {
    const { knownActions } = await import('../../shared/access/known-actions.ts');
    return reachAnalysis({ ...policy.parameters, catalogue: knownActions });
  },
  secondOpinion: hasSecondOpinion ? accessAnalyzerOpinion(accessAnalyzer) : noSecondOpinion,
});
