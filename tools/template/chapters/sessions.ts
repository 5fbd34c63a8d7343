import { received } from '../blocks/event-rule.ts';
import { allow, role } from '../blocks/iam.ts';
import { usesKey } from '../blocks/key.ts';
import { ownMetric } from '../blocks/metrics.ts';
import type { Chapter } from '../chapter.ts';
import { account, getAtt, partition, ref, region, sub, when } from '../intrinsics.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import { prose } from '../prose.ts';
import { configuredSource, runTypes, submittingSuffix } from '../submitted-events.ts';
import { issuedCredentials } from '../trail-events.ts';
import { because } from '../value.ts';

const ofTable = getAtt('WardenTable.Arn');
const ofTracking = {
  'ForAllValues:StringLike': {
    'dynamodb:LeadingKeys': ['sessions#*', 'session#*', 'run#*', 'runs#*', 'roles'],
  },
};
const issued = { IssuedSessionRule: issuedCredentials };

const trackSessions: LambdaFunction = {
  name: 'TrackSessions',
  does: 'Joins runs with their sessions: warns before credentials expire, judges runs that have ended',
  memory: 512,
  timeout: 60,
  queue: {
    name: 'Session',
    rules: {
      ...issued,
      ...received(issued),
      RunRule: {
        description: 'Runs of mapping tasks that have started or ended',
        bus: getAtt('EventBus.Name'),
        state: when('TracksSessions', 'ENABLED', 'DISABLED'),
        pattern: {
          source: [{ suffix: submittingSuffix }, configuredSource],
          'detail-type': [...runTypes],
        },
      },
    },
    batchSize: 100,
    batchingWindow: 5,
    maximumConcurrency: 10,
    outlasts: 4 * 3600,
    waiting: { seconds: 300, means: 'Sessions and runs wait to be joined: warnings come late' },
    deadLetters: {
      fromFunction: true,
      means: 'Sessions or runs were not joined: warnings and verdicts may be missing',
      output: 'Sessions, runs and schedules that nobody could work on',
    },
  },
  environment: {
    RUN_SETTLE_SECONDS: ref('RunSettleSeconds'),
    SCHEDULE_GROUP: ref('ScheduleGroup'),
    SCHEDULE_QUEUE_ARN: getAtt('SessionQueue.Arn'),
    SCHEDULE_ROLE_ARN: getAtt('ScheduleRole.Arn'),
    SCHEDULE_DEAD_LETTER_ARN: getAtt('SessionDeadLetterQueue.Arn'),
  },
  policy: 'judges by it',
  permissions: [
    because('What runs are judged by; nothing else of the table.', {
      ...allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query'], ofTable),
      Condition: ofTracking,
    }),
    because('A run that has ended stands no more among those that go on.', {
      ...allow('dynamodb:DeleteItem', ofTable),
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['runs#*'] } },
    }),
    because('Findings grow by what is found.', {
      ...allow('dynamodb:BatchGetItem', ofTable),
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['violation#*', 'finding#*'] } },
    }),
    allow(
      'scheduler:CreateSchedule',
      sub`arn:${partition}:scheduler:${region}:${account}:schedule/${ref('ScheduleGroup')}/*`,
    ),
    {
      ...allow('iam:PassRole', getAtt('ScheduleRole.Arn')),
      Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    },
  ],
  managedPolicies: [ref('RecordKeepingPolicy')],
  alarms: {
    errors: 'Joining runs with their sessions fails',
    throttles: 'Joining runs with their sessions gets no execution',
  },
  graphs: [
    {
      title: 'Runs',
      statistic: 'Sum',
      lines: [
        { metric: ownMetric('RunsJudged') },
        { metric: ownMetric('RunsWithoutRoles') },
        { metric: ownMetric('ExpiryWarnings') },
      ],
    },
  ],
};

export const sessions: Chapter = {
  title: 'Runs: CloudTrail record, run or schedule -> queue -> TrackSessions',
  says: prose`
    What is to be looked at later, as the end of credentials, comes back by a one-time schedule of EventBridge
    Scheduler.`,
  resources: {
    ScheduleGroup: { Type: 'AWS::Scheduler::ScheduleGroup' },
    ScheduleRole: {
      Type: 'AWS::IAM::Role',
      Properties: role({
        service: 'scheduler.amazonaws.com',
        condition: { StringEquals: { 'aws:SourceAccount': account } },
        managedPolicies: [usesKey],
        policy: [
          'session-queue',
          [
            allow('sqs:SendMessage', getAtt('SessionQueue.Arn')),
            allow('sqs:SendMessage', getAtt('SessionDeadLetterQueue.Arn')),
          ],
        ],
      }),
    },
  },
  lambda: trackSessions,
};
