import policySchema from '../../../shared/contracts/policy.schema.json' with { type: 'json' };
import { jsonText } from '../../generate/json-text.ts';
import { allow, role } from '../blocks/iam.ts';
import { retained } from '../blocks/retained.ts';
import type { Chapter } from '../chapter.ts';
import { asDraft4 } from '../draft-4-schema.ts';
import { account, getAtt, partition, ref, region, stackName, sub } from '../intrinsics.ts';
import { prose } from '../prose.ts';
import type { Resources } from '../resources.ts';
import { because } from '../value.ts';

const inAppConfig = { Condition: 'HasPolicyInAppConfig' };
const ofApplication = { ApplicationId: ref('PolicyApplication') };

const profile: Resources = {
  PolicyApplication: {
    Type: 'AWS::AppConfig::Application',
    ...inAppConfig,
    ...retained,
    Properties: { Name: stackName },
  },
  PolicyEnvironment: {
    Type: 'AWS::AppConfig::Environment',
    ...inAppConfig,
    ...retained,
    Properties: {
      ...ofApplication,
      Name: 'live',
      Monitors: because(
        'A policy that the functions refuse, for an unknown rule for instance, is rolled back while it is deployed.',
        [{ AlarmArn: getAtt('PolicyFailuresAlarm.Arn'), AlarmRoleArn: getAtt('PolicyMonitorRole.Arn') }],
      ),
    },
  },
  PolicyMonitorRole: {
    Type: 'AWS::IAM::Role',
    ...inAppConfig,
    Properties: role({
      service: 'appconfig.amazonaws.com',
      policy: [
        'alarms',
        [
          because(
            'A call that lists: one alarm as its resource does not cover every way to make it.',
            allow('cloudwatch:DescribeAlarms', sub`arn:${partition}:cloudwatch:${region}:${account}:alarm:*`),
          ),
        ],
      ],
    }),
  },
  PolicyProfile: {
    Type: 'AWS::AppConfig::ConfigurationProfile',
    ...inAppConfig,
    ...retained,
    Properties: {
      ...ofApplication,
      Name: 'policy',
      LocationUri: 'hosted',
      Type: 'AWS.Freeform',
      Validators: [
        because(
          'shared/contracts/policy.schema.json in the words of draft 4, the only one that AppConfig takes.',
          { Type: 'JSON_SCHEMA', Content: `${jsonText(asDraft4(policySchema), { widest: 100 })}\n` },
        ),
      ],
    },
  },
};

const rollout: Resources = {
  PolicyRollout: because(
    prose`
      At once for all functions, or the same submission would be allowed by one and blocked by another. A policy that
      they refuse harms nobody meanwhile, the last good one stays in force; it is rolled back while the alarm is watched.`,
    {
      Type: 'AWS::AppConfig::DeploymentStrategy',
      ...inAppConfig,
      Properties: {
        Name: sub`${stackName}-watched`,
        DeploymentDurationInMinutes: 0,
        FinalBakeTimeInMinutes: 10,
        GrowthFactor: 100,
        ReplicateTo: 'NONE',
      },
    },
  ),
};

export const policy: Chapter = {
  title: 'The policy, in AWS AppConfig. What an operator set outlives the stack.',
  says: prose`
    The stack deploys none, so that no update of it can put another policy in force: until an operator does, the
    functions go by the defaults.`,
  resources: { ...profile, ...rollout },
};
