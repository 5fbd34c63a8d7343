import { alarm } from './blocks/alarm.ts';
import { allow, role } from './blocks/iam.ts';
import { queueMetric } from './blocks/metrics.ts';
import { deadLetterQueue } from './blocks/queue.ts';
import { topicArn } from './chapters/parameters.ts';
import { both, equals, isSet, not } from './conditions.ts';
import { centralBus, deadLetters, forwardingRules, ruleArns } from './forwarding-rules.ts';
import { account, ref, region } from './intrinsics.ts';
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
  AlarmTopicArn: {
    Type: 'String',
    Default: '',
    AllowedPattern: topicArn,
    Description: 'SNS topic of this Region that the alarm notifies; empty for none',
  },
};

const isCentralAccount = equals(account, ref('CentralAccount'));
const isCentralRegion = equals(region, ref('CentralRegion'));
const conditions: Resources = {
  IsElsewhere: because(
    'In the Region of the STS Warden stack itself its own rules hear the default bus.',
    not(both(isCentralAccount, isCentralRegion)),
  ),
  IsOtherRegion: because(
    "IAM's records are in one Region of the account whose principals they are about. In its others this rule hears none.",
    both(isCentralAccount, not(isCentralRegion)),
  ),
  HasAlarmTopic: isSet('AlarmTopicArn'),
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
    ...deadLetterQueue(
      because('What is here was judged by nobody yet: it outlives the stack.', deadLetters),
      ruleArns,
    ),
    [`${deadLetters}DepthAlarm`]: alarm({
      means: 'CloudTrail records did not reach the STS Warden stack',
      metric: queueMetric(deadLetters, 'ApproximateNumberOfMessagesVisible'),
      statistic: 'Maximum',
    }),
  },
  Outputs: {
    [`${deadLetters}Url`]: {
      Description: 'CloudTrail records that did not reach the STS Warden stack',
      Value: ref(deadLetters),
    },
  },
};
