import { allow, managedPolicy } from '../blocks/iam.ts';
import { topicKey } from '../blocks/key.ts';
import { ownMetric } from '../blocks/metrics.ts';
import type { Chapter } from '../chapter.ts';
import { getAtt, ref, when } from '../intrinsics.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import { because, type Value } from '../value.ts';

/** Without a topic nothing is heard. */
const state = when('TellsPeople', 'ENABLED', 'DISABLED');
const topic = when('HasNotificationTopic', ref('NotificationTopicArn'), ref('FindingsTopic'));
const ofTable = getAtt('WardenTable.Arn');

/** Partition keys of the table. */
function under(...keys: readonly string[]): Value {
  return { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } };
}

const notifyFindings: LambdaFunction = {
  name: 'NotifyFindings',
  does: 'Tells people of findings: grave ones at once, the others once a day',
  memory: 512,
  timeout: 60,
  queue: {
    name: 'Notification',
    rules: {
      ViolationRule: {
        description: 'Something was found that people may have to hear of',
        bus: getAtt('EventBus.Name'),
        state,
        pattern: {
          source: ['sts-warden'],
          'detail-type': [
            'Temporary Credentials Violation',
            'Mapping Submission Allowed',
            'Mapping Submission Blocked',
          ],
        },
      },
      DigestRule: { description: 'It is time for the daily digest', state, schedule: 'rate(1 day)' },
    },
    batchSize: 10,
    maximumConcurrency: because('People read slower; the least that Lambda takes.', 2),
    waiting: { seconds: 3600, means: 'Findings wait to be told to people' },
    deadLetters: {
      fromFunction: true,
      means: 'Nobody was told of findings',
      output: 'Findings, and digests, that nobody could be told of',
    },
  },
  environment: { NOTIFICATION_TOPIC_ARN: when('TellsPeople', topic, '') },
  policy: 'needs none',
  permissions: [
    because(
      'Findings, what was told of them, and what waits for the digest; nothing else of the table.',
      allow('dynamodb:BatchGetItem', ofTable, under('finding#*', 'notice#*')),
    ),
    allow('dynamodb:UpdateItem', ofTable, under('notice#*', 'digest')),
    allow(['dynamodb:DeleteItem', 'dynamodb:Query'], ofTable, under('digest')),
  ],
  managedPolicies: [when('TellsPeople', ref('NotificationPolicy'))],
  alarms: {
    errors: 'Telling people of findings fails',
    throttles: 'Telling people of findings gets no execution',
  },
  graphs: [{ title: 'Notifications', statistic: 'Sum', lines: [{ metric: ownMetric('NotificationsSent') }] }],
};

export const notifications: Chapter = {
  title: "Notifications: project's bus, or the clock -> rule -> queue -> NotifyFindings -> topic",
  resources: {
    FindingsTopic: {
      Type: 'AWS::SNS::Topic',
      Condition: 'MakesFindingsTopic',
      Properties: { KmsMasterKeyId: topicKey },
    },
    FindingsSubscription: {
      Type: 'AWS::SNS::Subscription',
      Condition: 'HasFindingsEmail',
      Properties: { TopicArn: topic, Protocol: 'email', Endpoint: ref('FindingsEmail') },
    },
    NotificationPolicy: managedPolicy([allow('sns:Publish', topic)], { Condition: 'TellsPeople' }),
  },
  lambda: notifyFindings,
};
