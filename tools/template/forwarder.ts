import { alarm } from './blocks/alarm.ts';
import { allow, role } from './blocks/iam.ts';
import { queueMetric } from './blocks/metrics.ts';
import { deadLetterQueue } from './blocks/queue.ts';
import { readingPrincipals } from './blocks/reading-principals.ts';
import { memberRoleName, ofThePlatform, topicArn } from './chapters/parameters.ts';
import { both, condition, either, equals, isSet, not } from './conditions.ts';
import { alarmNames, centralBus, deadLetters, forwardingRules, loss, ruleArns } from './forwarding-rules.ts';
import { account, partition, ref, region, sub } from './intrinsics.ts';
import { prose } from './prose.ts';
import type { Resources } from './resources.ts';
import { because, type Value } from './value.ts';

const parameters: Resources = {
  CentralAccount: {
    Type: 'String',
    AllowedPattern: /^\d{12}$/.source,
    Description: 'Account (12 digits) of the STS Warden stack',
  },
  CentralRegion: {
    Type: 'String',
    AllowedPattern: /^[a-z]{2}(-[a-z]+)+-\d$/.source,
    Description: 'Region of the STS Warden stack',
  },
  CentralBusName: {
    Type: 'String',
    Default: 'sts-warden-received',
    AllowedPattern: /^[\w.-]{1,256}$/.source,
    Description: 'Name of its receiving bus',
  },
  RefreshRoleArn: {
    Type: 'String',
    Default: '',
    AllowedPattern: /^(arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+)?$/.source,
    Description: prose`
      The role that may read what principals of this account may do: the output RefreshRoleArn of the STS Warden
      stack; empty for none`,
  },
  MemberRoleName: memberRoleName,
  MemberRoleRegion: {
    Type: 'String',
    Default: 'us-east-1',
    AllowedPattern: /^[a-z]{2}(-[a-z]+)+-\d$/.source,
    Description: prose`
      The one Region in which this makes the role by which they are read, because IAM has one of a name for all Regions;
      it has to be among those that this is deployed to`,
  },
  AlarmTopicArn: {
    Type: 'String',
    Default: '',
    AllowedPattern: topicArn,
    Description: 'SNS topic of this Region that the alarms notify; empty for none',
  },
  ...ofThePlatform,
};

const isCentralAccount = equals(account, ref('CentralAccount'));
const isCentralRegion = equals(region, ref('CentralRegion'));
const conditions: Resources = {
  IsElsewhere: because(
    'In the Region of the STS Warden stack itself its own rules hear the default bus.',
    not(both(isCentralAccount, isCentralRegion)),
  ),
  ForwardsIamChanges: because(
    "IAM's records are in one Region of the account whose principals they are about. In its others this rule hears none.",
    both(condition('IsElsewhere'), either(isCentralAccount, isSet('RefreshRoleArn'))),
  ),
  HasMemberRole: because(
    'The STS Warden stack reads its own account by itself.',
    both(both(isSet('RefreshRoleArn'), not(isCentralAccount)), equals(region, ref('MemberRoleRegion'))),
  ),
  HasAlarmTopic: isSet('AlarmTopicArn'),
  HasPermissionsBoundary: isSet('PermissionsBoundaryName'),
  HasKmsKey: isSet('KmsKeyArn'),
};

const forwardingRole: Value = {
  Type: 'AWS::IAM::Role',
  Condition: 'IsElsewhere',
  Properties: role({
    service: 'events.amazonaws.com',
    condition: {
      StringEquals: { 'aws:SourceAccount': account },
      ArnEquals: { 'aws:SourceArn': ruleArns },
    },
    policy: ['central-bus', [allow('events:PutEvents', centralBus)]],
  }),
};

/**
 * Trusts an ARN and no principal: IAM refuses the name of one that is not there yet, and forgets one that is made anew.
 */
const memberRole: Value = {
  Type: 'AWS::IAM::Role',
  Condition: 'HasMemberRole',
  Properties: {
    RoleName: ref('MemberRoleName'),
    Description: 'Lets STS Warden read what principals of this account may do',
    ...role({
      account: sub`arn:${partition}:iam::${ref('CentralAccount')}:root`,
      condition: { ArnEquals: { 'aws:PrincipalArn': ref('RefreshRoleArn') } },
      policy: ['reading', readingPrincipals],
    }),
    Path: because('The stack knows its name alone.', '/'),
  },
};

/** The stack of other accounts and Regions, which send what they hear to the receiving bus. */
export const forwarder: Value = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description:
    'Forwards the CloudTrail records that STS Warden reads from this account and Region to its receiving bus.',
  Parameters: parameters,
  Conditions: conditions,
  Resources: {
    ...forwardingRules(),
    ForwardingRole: forwardingRole,
    MemberRole: memberRole,
    ...deadLetterQueue(
      because('What is here was judged by nobody yet: it outlives the stack.', deadLetters),
      ruleArns,
    ),
    [`${deadLetters}DepthAlarm`]: alarm({
      name: alarmNames.deadLetters,
      means: 'CloudTrail records did not reach the STS Warden stack',
      metric: queueMetric(deadLetters, 'ApproximateNumberOfMessagesVisible'),
      statistic: 'Maximum',
    }),
    ForwardingRulesAlarm: because('A key that does not let EventBridge use it loses what is undelivered.', {
      Condition: 'HasKmsKey',
      ...alarm({
        name: alarmNames.rules,
        means:
          'CloudTrail records did not reach the STS Warden stack, nor the dead letters: they are lost here',
        metric: loss,
      }),
    }),
  },
  Outputs: {
    [`${deadLetters}Url`]: {
      Description: 'CloudTrail records that did not reach the STS Warden stack',
      Value: ref(deadLetters),
    },
  },
};
