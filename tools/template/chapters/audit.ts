import { received } from '../blocks/event-rule.ts';
import { allow } from '../blocks/iam.ts';
import type { Chapter } from '../chapter.ts';
import { getAtt, ref, sub } from '../intrinsics.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import { prose } from '../prose.ts';
import { credentialRequests, expiredCredentials } from '../trail-events.ts';
import { because } from '../value.ts';
import { receivingBus } from './receiving-bus.ts';

const rules = {
  CredentialRequestRule: credentialRequests,
  ExpiredCredentialsRule: because(
    prose`
      A request of the rule above that was refused for expired credentials comes twice, with the same
      violation ids.`,
    expiredCredentials,
  ),
};

const auditCredentialRequests: LambdaFunction = {
  name: 'AuditCredentialRequests',
  does: 'Judges CloudTrail records and publishes violations',
  memory: 512,
  timeout: 60,
  queue: {
    name: 'Audit',
    rules: { ...rules, ...received(rules) },
    batchSize: 100,
    batchingWindow: 5,
    maximumConcurrency: ref('AuditMaximumConcurrency'),
    outlasts: 4 * 3600,
    waiting: { seconds: 1800, means: 'CloudTrail records wait to be judged' },
    deadLetters: because('What is here was judged by nobody yet: it outlives the stack.', {
      fromFunction: true,
      means: 'CloudTrail records were not judged',
      output: 'CloudTrail records that nobody could judge',
    }),
  },
  policy: 'judges by it',
  permissions: [
    allow('dynamodb:BatchGetItem', getAtt('WardenTable.Arn')),
    because('Known runs of the task that a workload is called like.', {
      ...allow('dynamodb:Query', sub`${getAtt('WardenTable.Arn')}/index/Listing`),
    }),
    because('Runs of the role whose session was used after its end.', {
      ...allow('dynamodb:Query', getAtt('WardenTable.Arn')),
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['runs#*'] } },
    }),
  ],
  managedPolicies: [ref('RecordKeepingPolicy'), ref('CoverageNotingPolicy')],
  alarms: {
    errors: 'The audit fails',
    throttles: 'The audit gets no execution',
  },
};

export const audit: Chapter = {
  title: 'The audit: CloudTrail record -> rule -> queue -> AuditCredentialRequests',
  says: prose`
    CloudTrail hands records to the default bus of the account and Region that they are of; the global STS endpoint's
    are in us-east-1. The receiving bus takes those that docs/deploy/forward-sts-events.yaml sends from elsewhere.`,
  resources: receivingBus,
  lambda: auditCredentialRequests,
};
