import { allow, role } from '../blocks/iam.ts';
import type { Chapter } from '../chapter.ts';
import { deploymentId, getAtt, partition, ref, sub, when } from '../intrinsics.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import { because } from '../value.ts';
import { settings } from './globals.ts';
import { hookEvent, hookResources } from './hook-api.ts';
import { isGradual } from './takeovers.ts';

const checkSubmission: LambdaFunction = {
  name: 'CheckSubmission',
  does: 'Decides whether a mapping task may start',
  memory: because('More than it needs to run: memory buys the CPU that shortens its cold start.', 1024),
  timeout: because('API Gateway gives up after 29 s.', 20),
  reservedConcurrency: when('HasCheckReservation', ref('CheckReservedConcurrency')),
  takeover: {
    type: ref('HookTakeover'),
    isGradual: isGradual(ref('HookTakeover')),
    alarms: ['CheckSubmissionErrorsAlarm', 'SubmissionApi5xxAlarm'],
    settings: [
      getAtt('CheckSubmissionRole.RoleId'),
      ...settings,
      ref('DecisionValidSeconds'),
      ref('CallsOfACaller'),
      ref('DryRuns'),
      ref('Readers'),
    ],
  },
  environment: {
    DEPLOYMENT_ID: deploymentId,
    DECISION_VALID_SECONDS: ref('DecisionValidSeconds'),
    CALLS_OF_A_CALLER: ref('CallsOfACaller'),
    DRY_RUNS: ref('DryRuns'),
    READERS: ref('Readers'),
  },
  events: { Submission: hookEvent },
  policy: 'judges by it',
  permissions: [
    because('It takes note of each proof that it uses, so that none is used twice.', {
      ...allow('dynamodb:PutItem', getAtt('WardenTable.Arn')),
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'proof#*' } },
    }),
    because('It counts the calls of each caller.', {
      ...allow('dynamodb:UpdateItem', getAtt('WardenTable.Arn')),
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'calls#*' } },
    }),
  ],
  managedPolicies: [ref('SubmissionFactsPolicy'), ref('RecordKeepingPolicy'), ref('DecisionKeepingPolicy')],
  alarms: {
    errors: 'The hook fails and so blocks tasks',
    throttles: 'The hook gets no execution and so blocks tasks',
  },
};

export const hook: Chapter = {
  title: 'The hook: POST /v1/submissions -> CheckSubmission',
  resources: {
    ...hookResources,
    TakeoverRole: because('By it CodeDeploy shifts calls from one version to the next, and back.', {
      Type: 'AWS::IAM::Role',
      Properties: role({
        service: 'codedeploy.amazonaws.com',
        managedPolicies: [
          sub`arn:${partition}:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited`,
        ],
      }),
    }),
  },
  lambda: checkSubmission,
};
