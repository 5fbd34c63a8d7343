import { ownSource } from '../../../shared/aws/publishing/events.ts';
import { getAtt, ref, stackName, sub, when } from '../intrinsics.ts';
import { folderOf, isSpeaker, type LambdaFunction, queueIds } from '../lambda-function.ts';
import { type Resources, together } from '../resources.ts';
import { bare, type Value } from '../value.ts';
import { allow, role, type Statement } from './iam.ts';
import { usesKey } from './key.ts';
import { queueEvent, queueTrigger } from './queue-trigger.ts';
import { takeoverProperties, takeoverResources } from './takeover.ts';

/** As the stack, and as nobody else: without `Null`, a call that names no source would do too. */
const publishing = allow('events:PutEvents', getAtt('EventBus.Arn'), {
  'ForAllValues:StringEquals': { 'events:source': ownSource },
  Null: { 'events:source': 'false' },
});

/** A function with all that it has to itself: what brings events to it, its log group and its role. */
export function functionResources(lambda: LambdaFunction): Resources {
  const { name, queue } = lambda;
  return together(queue === undefined ? {} : queueTrigger(lambda, queue), takeoverResources(lambda), {
    [name]: {
      Type: 'AWS::Serverless::Function',
      // `npm run build` has bundled it before.
      Metadata: { SkipBuild: true },
      Properties: properties(lambda),
    },
    [`${name}Log`]: logGroup(folderOf(name)),
    [`${name}Role`]: { Type: 'AWS::IAM::Role', Properties: functionRole(lambda) },
  });
}

/** A log group of the stack. `prefix`: begins its name. */
export function logGroup(name: string, attributes: Resources = {}, prefix = ''): Value {
  return {
    Type: 'AWS::Logs::LogGroup',
    ...attributes,
    Properties: {
      LogGroupName: sub`${prefix}/${stackName}/${name}`,
      RetentionInDays: ref('LogRetentionDays'),
      KmsKeyId: when('HasKmsKey', ref('KmsKeyArn')),
    },
  };
}

function properties(lambda: LambdaFunction): Value {
  const { name, queue, events } = lambda;
  const variables = { ...deadLetterVariable(lambda), ...lambda.environment };
  return {
    Description: lambda.does,
    CodeUri: `dist/functions/${folderOf(name)}/`,
    MemorySize: lambda.memory,
    Timeout: lambda.timeout,
    EphemeralStorage: lambda.disk && { Size: lambda.disk },
    ReservedConcurrentExecutions: lambda.reservedConcurrency,
    Role: getAtt(`${name}Role.Arn`),
    ...takeoverProperties(lambda),
    LoggingConfig: { LogGroup: ref(`${name}Log`) },
    Environment: Object.keys(variables).length > 0 ? { Variables: variables } : undefined,
    Events: { ...(queue && queueEvent(queue)), ...events },
  };
}

function deadLetterVariable({ queue }: LambdaFunction): Readonly<Record<string, Value>> {
  if (queue === undefined || !bare(queue.deadLetters).fromFunction) return {};
  return { DEAD_LETTER_QUEUE_URL: ref(queueIds(queue).dead) };
}

function functionRole(lambda: LambdaFunction): Value {
  const { name, permissions = [], managedPolicies = [] } = lambda;
  const statements = [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], getAtt(`${name}Log.Arn`)),
    ...(isSpeaker(lambda) ? [publishing] : []),
    ...queueStatements(lambda),
    ...permissions,
  ];
  return role({
    service: 'lambda.amazonaws.com',
    managedPolicies: [
      ref('TracingPolicy'),
      usesKey,
      ...(lambda.policy === 'needs none' ? [] : [when('HasPolicyInAppConfig', ref('PolicyReadingPolicy'))]),
      ...(lambda.policy === 'judges by it' ? [when('HasSecurityHubSink', ref('SecurityHubPolicy'))] : []),
      ...managedPolicies,
    ],
    policy: ['own-resources', statements],
  });
}

function queueStatements({ queue }: LambdaFunction): Statement[] {
  if (queue === undefined) return [];
  const { work, dead } = queueIds(queue);
  const reading = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
  const statements = [allow(reading, getAtt(`${work}.Arn`))];
  if (bare(queue.deadLetters).fromFunction) statements.push(allow('sqs:SendMessage', getAtt(`${dead}.Arn`)));
  return statements;
}
