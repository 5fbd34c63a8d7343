import { both, condition, either, equals, isSet, not } from '../conditions.ts';
import { partition, ref } from '../intrinsics.ts';
import type { Value } from '../value.ts';
import { wholeOrganization } from './parameters.ts';

/** What the parameters turn on. */
export const conditions: Readonly<Record<string, Value>> = {
  HasSubmissionSource: isSet('SubmissionSource'),
  HasSubmissionSenders: isSet('SubmissionSenders'),
  HasFurtherAccounts: isSet('FurtherAccounts'),
  HasForwardingAccounts: isSet('ForwardingAccounts'),
  HasForwardingOrganization: isSet('ForwardingOrganization'),
  HasMembers: isSet('MemberAccounts'),
  ReadsOrganization: equals(ref('MemberAccounts'), wholeOrganization),
  HasPolicyInAppConfig: equals(ref('PolicyInAppConfig'), 'true'),
  HasSecurityHubSink: equals(ref('SecurityHubSink'), 'true'),
  HasAccessAnalyzerChecks: equals(ref('AccessAnalyzerChecks'), 'true'),
  HasCheckReservation: not(equals(ref('CheckReservedConcurrency'), 0)),
  HasQueryReservation: not(equals(ref('QueryReservedConcurrency'), 0)),
  HasReaders: isSet('Readers'),
  HasPrivateApi: isSet('VpcEndpointIds'),
  HasTrailBucket: isSet('TrailBucketName'),
  HasTrailKey: isSet('TrailKeyArn'),
  HearsLogFiles: both(isSet('TrailBucketName'), equals(ref('AuditNewLogFiles'), 'true')),
  JudgesInMuchMemory: equals(ref('ArchiveJudgingMemory'), 10_240),
  TracksSessions: equals(ref('SessionTracking'), 'true'),
  Traces: equals(ref('Tracing'), 'true'),
  HasNotificationTopic: isSet('NotificationTopicArn'),
  HasFindingsEmail: isSet('FindingsEmail'),
  MakesFindingsTopic: both(condition('HasFindingsEmail'), not(condition('HasNotificationTopic'))),
  TellsPeople: either(condition('HasFindingsEmail'), condition('HasNotificationTopic')),
  HasAlarmTopic: isSet('AlarmTopicArn'),
  HasCriticalAlarmTopic: isSet('CriticalAlarmTopicArn'),
  HasPermissionsBoundary: isSet('PermissionsBoundaryName'),
  HasKmsKey: isSet('KmsKeyArn'),
  IsInChina: equals(partition, 'aws-cn'),
  IsInGovCloud: equals(partition, 'aws-us-gov'),
  ManagesApiGatewayAccount: equals(ref('ManageApiGatewayAccount'), 'true'),
};
