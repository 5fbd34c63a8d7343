import { hookApi } from '../blocks/metrics.ts';
import { deploymentId, getAtt, ref, region, sub, when } from '../intrinsics.ts';
import { type LambdaFunction, type QueueTrigger, queueIds } from '../lambda-function.ts';
import { type Resources, together } from '../resources.ts';
import { bare, type Intrinsic } from '../value.ts';

const host = sub`${ref('SubmissionApi')}.execute-api.${region}.${ref('AWS::URLSuffix')}`;
const inAppConfig = { Condition: 'HasPolicyInAppConfig' };

/** What people and their scripts need to know of the stack (docs/deploy.md). */
export function outputs(functions: readonly LambdaFunction[]): Resources {
  const queues = functions.flatMap(({ queue }) => queue ?? []);
  return together(general, ...queues.map(queueOutputs), undeliverable, ofPolicy);
}

const general: Resources = {
  EventBusName: {
    Description: 'Where findings and decisions are published, and submissions come in',
    Value: ref('EventBus'),
  },
  EventBusArn: { Value: getAtt('EventBus.Arn') },
  ReceivingBusArn: {
    Description:
      'The bus that docs/deploy/forward-sts-events.yaml sends to; its CentralBusName is the last part',
    Value: getAtt('ReceivingBus.Arn'),
  },
  SubmissionsUrl: {
    Description: 'Where the pre-submission hook takes POST requests, signed with SigV4 for execute-api',
    Value: sub`https://${host}/${hookApi.stage}${hookApi.path}`,
  },
  DeploymentId: {
    Description: 'What proofs of requesters are for: sts-warden prove --deployment',
    Value: deploymentId,
  },
  RefreshRoleArn: {
    Description:
      'Who reads the principals of member accounts: RefreshRoleArn of docs/deploy/forward-sts-events.yaml',
    Value: getAtt('RefreshPrincipalsRole.Arn'),
  },
  DashboardUrl: {
    Value: when(
      'IsInChina',
      dashboardIn('console.amazonaws.cn'),
      when(
        'IsInGovCloud',
        dashboardIn('console.amazonaws-us-gov.com'),
        dashboardIn('console.aws.amazon.com'),
      ),
    ),
  },
  ArchiveMachineArn: {
    Description: 'What audits years of log files: sts-warden audit --on-aws',
    Condition: 'HasTrailBucket',
    Value: ref('ArchiveMachine'),
  },
  TableName: { Description: "What is known of principals' access", Value: ref('WardenTable') },
};

const undeliverable: Resources = {
  UndeliverableEventQueueUrl: {
    Description: 'Events that EventBridge could not put on a queue',
    Value: ref('UndeliverableEventQueue'),
  },
};

const ofPolicy: Resources = {
  PolicyApplicationId: { ...inAppConfig, Value: ref('PolicyApplication') },
  PolicyEnvironmentId: { ...inAppConfig, Value: ref('PolicyEnvironment') },
  PolicyProfileId: { ...inAppConfig, Value: ref('PolicyProfile') },
  PolicyFailuresAlarmName: { Value: ref('PolicyFailuresAlarm') },
  PolicyRolloutId: {
    Description: 'The deployment strategy for a new policy',
    ...inAppConfig,
    Value: ref('PolicyRollout'),
  },
};

function queueOutputs(queue: QueueTrigger): Resources {
  const { work, dead } = queueIds(queue);
  return {
    [`${work}Url`]: { Description: queue.waiting.output, Value: ref(work) },
    [`${work}Arn`]: { Value: getAtt(`${work}.Arn`) },
    [`${dead}Url`]: { Description: bare(queue.deadLetters).output, Value: ref(dead) },
    [`${dead}Arn`]: { Value: getAtt(`${dead}.Arn`) },
  };
}

/** The dashboard in the console of a partition. */
function dashboardIn(consoleHost: string): Intrinsic {
  return sub`https://${consoleHost}/cloudwatch/home?region=${region}#dashboards/dashboard/${ref('Dashboard')}`;
}
