import { getAtt, join, ref } from '../intrinsics.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import { prose } from '../prose.ts';
import type { Resources } from '../resources.ts';
import { because, type Value } from '../value.ts';
import { alarmName } from './grave-alarms.ts';
import { policyDocument } from './iam.ts';

/** The properties by which a function's new versions take over; none where it has no versions. */
export function takeoverProperties({ name, takeover }: LambdaFunction): Readonly<Record<string, Value>> {
  if (takeover === undefined) return {};
  return {
    AutoPublishAlias: 'live',
    AutoPublishAliasAllProperties: because('Another property makes a version, as other code does.', true),
    VersionDescription: because(
      prose`
        Another value of a parameter does not: SAM makes versions by what the template says. Another description makes a
        new version in place of the one before.`,
      getAtt(`${settingsOf(name)}.PolicyId`),
    ),
    DeploymentPreference: {
      Enabled: takeover.isGradual,
      Type: takeover.type,
      Alarms: takeover.alarms.map(alarmName),
      Role: getAtt('TakeoverRole.Arn'),
    },
  };
}

/**
 * What changes its id with the settings of a function. The description of a version holds 256 characters, that of a policy
 * 1000, and a policy with another is another. Sources: AWS::Lambda::Version and AWS::IAM::ManagedPolicy, "Description".
 */
export function takeoverResources({ name, takeover }: LambdaFunction): Resources {
  if (takeover === undefined) return {};
  const nothing = { Effect: 'Deny', Action: 'logs:PutLogEvents', Resource: getAtt(`${name}Log.Arn`) };
  return {
    [settingsOf(name)]: because(
      'Nobody has this policy. It is made anew, with another id, where one of the settings in its description changes.',
      {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          Path: ref('RolePath'),
          Description: join(' ', takeover.settings),
          PolicyDocument: policyDocument([nothing]),
        },
      },
    ),
  };
}

function settingsOf(name: string): string {
  return `${name}Settings`;
}
