import { serviceName } from '../blocks/metrics.ts';
import { account, ref, sub, when } from '../intrinsics.ts';
import type { Value } from '../value.ts';
import { securityHubProduct } from './foundations.ts';

const policyProfile = when(
  'HasPolicyInAppConfig',
  sub`${ref('PolicyApplication')}/${ref('PolicyEnvironment')}/${ref('PolicyProfile')}`,
  '',
);

/** What of the below parameters change: short texts, that is, all of them 350 characters at most. */
export const settings: readonly Value[] = [
  ref('Architecture'),
  ref('Tracing'),
  ref('LogLevel'),
  ref('EventBusName'),
  ref('SnapshotMaxAgeSeconds'),
  ref('RecordRetentionDays'),
  policyProfile,
  ref('SecurityHubSink'),
];

/** What all functions have in common. */
export const globals: Value = {
  Function: {
    Runtime: 'nodejs24.x',
    Architectures: [ref('Architecture')],
    Handler: 'handler.handler',
    Tracing: when('Traces', 'Active', 'PassThrough'),
    LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: ref('LogLevel') },
    Environment: {
      Variables: {
        ACCOUNT_ID: account,
        EVENT_BUS_NAME: ref('EventBus'),
        TABLE_NAME: ref('WardenTable'),
        SNAPSHOT_MAX_AGE_SECONDS: ref('SnapshotMaxAgeSeconds'),
        RECORD_RETENTION_DAYS: ref('RecordRetentionDays'),
        POLICY_PROFILE: policyProfile,
        SECURITY_HUB_PRODUCT_ARN: when('HasSecurityHubSink', securityHubProduct, ''),
        POWERTOOLS_SERVICE_NAME: serviceName,
        POWERTOOLS_LOG_LEVEL: ref('LogLevel'),
      },
    },
  },
};
