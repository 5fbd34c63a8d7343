import { alarm, silenceAlarm } from '../blocks/alarm.ts';
import { received } from '../blocks/event-rule.ts';
import { allow, managedPolicy } from '../blocks/iam.ts';
import { ownMetric } from '../blocks/metrics.ts';
import { readingPrincipals } from '../blocks/reading-principals.ts';
import type { Chapter } from '../chapter.ts';
import { account, getAtt, partition, ref, split, sub, when } from '../intrinsics.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import { prose } from '../prose.ts';
import { iamChanges } from '../trail-events.ts';
import { because } from '../value.ts';

const changes = { IamChangeRule: iamChanges };
const analysed = ownMetric('PrincipalsAnalysed');

const refreshPrincipals: LambdaFunction = {
  name: 'RefreshPrincipals',
  does: 'Reads what principals may do, keeps it, and publishes who gains access and who loses it',
  memory: 1024,
  timeout: 300,
  environment: {
    ACCESS_ANALYZER: ref('AccessAnalyzerChecks'),
    MEMBER_ACCOUNTS: ref('MemberAccounts'),
    MEMBER_ROLE_NAME: ref('MemberRoleName'),
    PRINCIPAL_QUEUE_URL: ref('PrincipalQueue'),
  },
  queue: {
    name: 'Principal',
    rules: {
      ...changes,
      ...received(
        changes,
        because(
          'Others may send to the receiving bus; where some are read, the function knows which.',
          when('HasMembers', ref('AWS::NoValue'), [account]),
        ),
      ),
      AccessKeysSoughtRule: {
        description: 'A submission names an access key that no listing has',
        bus: getAtt('EventBus.Name'),
        pattern: { source: ['sts-warden'], 'detail-type': ['Access Keys Sought'] },
      },
      PrincipalRefreshRule: {
        description: 'It is time to look at what principals may do',
        schedule: ref('PrincipalRefreshRate'),
      },
    },
    event: 'Changes',
    batchSize: because(
      'Each batch is one refresh of an account, whatever is in it: a burst of changes is to become few.',
      100,
    ),
    batchingWindow: 30,
    maximumConcurrency: because('The least that Lambda takes.', 2),
    waiting: {
      seconds: because('A refresh that fails is tried again after half an hour.', 3600),
      means: 'Changes in IAM wait to be looked at',
      output: 'Where a message, whatever it says, has the policies of all principals read anew',
    },
    deadLetters: because(
      'The next refresh makes good for what is here; it tells which changes nobody looked at in time.',
      {
        fromFunction: false,
        means: 'Nobody looked at changes in IAM',
        output: 'Changes in IAM that nobody looked at in time',
      },
    ),
  },
  policy: 'judges by it',
  permissions: [
    allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query'], getAtt('WardenTable.Arn')),
    because(
      'Each member account is looked at by a message of its own.',
      allow('sqs:SendMessage', getAtt('PrincipalQueue.Arn')),
    ),
    ...readingPrincipals,
  ],
  managedPolicies: [
    when('HasAccessAnalyzerChecks', ref('AccessAnalyzerPolicy')),
    when('HasMembers', ref('MemberReadingPolicy')),
    when('ReadsOrganization', ref('OrganizationPolicy')),
  ],
  alarms: {
    errors: 'The refresh of what principals may do fails',
    throttles: 'The refresh of what principals may do gets no execution',
    further: {
      RefreshFailuresAlarm: alarm({
        means: 'What principals of an account may do could not be found out',
        metric: ownMetric('RefreshFailures'),
      }),
      RefreshSilenceAlarm: because(
        'By then every snapshot is too old to decide by, under the default of SnapshotMaxAgeSeconds.',
        silenceAlarm({ means: 'Nobody has looked for a day at what principals may do', metric: analysed }),
      ),
    },
  },
  graphs: [
    { title: 'Principals analysed', statistic: 'Maximum', period: 3600, lines: [{ metric: analysed }] },
    {
      title: 'Member accounts',
      statistic: 'Sum',
      period: 3600,
      lines: [{ metric: ownMetric('MembersRead') }, { metric: ownMetric('RefreshFailures') }],
    },
  ],
};

export const principals: Chapter = {
  title: 'What principals may do: a change in IAM, or the clock -> rule -> queue -> RefreshPrincipals',
  says: prose`
    IAM is global, and its events come in us-east-1 alone. Where the stack is elsewhere,
    docs/deploy/forward-sts-events.yaml in us-east-1 of the same account sends them to the receiving bus.`,
  resources: {
    AccessAnalyzerPolicy: because(
      'The check is about two documents, which are no resources.',
      managedPolicy([allow('access-analyzer:CheckNoNewAccess', '*')], {
        Condition: 'HasAccessAnalyzerChecks',
      }),
    ),
    MemberReadingPolicy: because(
      prose`
        The role is there in every account that the forwarder is deployed to, other organizations' too: it is assumed in
        those alone that are read.`,
      managedPolicy(
        [
          allow(
            'sts:AssumeRole',
            sub`arn:${partition}:iam::*:role/${ref('MemberRoleName')}`,
            when(
              'ReadsOrganization',
              // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM fills it in
              { StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } },
              { StringEquals: { 'aws:ResourceAccount': split(',', ref('MemberAccounts')) } },
            ),
          ),
        ],
        { Condition: 'HasMembers' },
      ),
    ),
    OrganizationPolicy: because(
      'This is about the organization as a whole, for which AWS has no resource.',
      managedPolicy([allow('organizations:ListAccounts', '*')], { Condition: 'ReadsOrganization' }),
    ),
  },
  lambda: refreshPrincipals,
};
