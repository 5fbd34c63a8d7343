import { silenceAlarm } from '../blocks/alarm.ts';
import { received } from '../blocks/event-rule.ts';
import { allow, managedPolicy } from '../blocks/iam.ts';
import { ownMetric } from '../blocks/metrics.ts';
import type { Chapter } from '../chapter.ts';
import { account, getAtt, partition, ref, sub, when } from '../intrinsics.ts';
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
  environment: { ACCESS_ANALYZER: ref('AccessAnalyzerChecks') },
  queue: {
    name: 'Principal',
    rules: {
      ...changes,
      ...received(changes),
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
      'Each batch is one refresh, whatever is in it: a burst of changes is to become few.',
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
      'These are about the account as a whole, for which IAM has no resource.',
      allow(['iam:GetAccountAuthorizationDetails', 'iam:GetAccountSummary'], '*'),
    ),
    allow('iam:ListAccessKeys', sub`arn:${partition}:iam::${account}:user/*`),
    because(
      prose`
        A policy that was attached and detached again: where nobody has it any more, the account’s details show
        none of AWS’s own, and of others the default version alone.`,
      allow(
        ['iam:GetPolicy', 'iam:GetPolicyVersion'],
        [sub`arn:${partition}:iam::${account}:policy/*`, sub`arn:${partition}:iam::aws:policy/*`],
      ),
    ),
  ],
  managedPolicies: [when('HasAccessAnalyzerChecks', ref('AccessAnalyzerPolicy'))],
  alarms: {
    errors: 'The refresh of what principals may do fails',
    throttles: 'The refresh of what principals may do gets no execution',
    further: {
      RefreshSilenceAlarm: because(
        'By then every snapshot is too old to decide by, under the default of SnapshotMaxAgeSeconds.',
        silenceAlarm({ means: 'Nobody has looked for a day at what principals may do', metric: analysed }),
      ),
    },
  },
  graphs: [
    { title: 'Principals analysed', statistic: 'Maximum', period: 3600, lines: [{ metric: analysed }] },
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
  },
  lambda: refreshPrincipals,
};
