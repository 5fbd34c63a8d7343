import { connectionIsConsistent } from './connection-is-consistent.ts';
import { crossBucketEc2RoleSameDuration } from './cross-bucket-ec2-role-same-duration.ts';
import { durationCoversRun } from './duration-covers-run.ts';
import { durationIsGrantable } from './duration-is-grantable.ts';
import { kmsUnloadUsesIamRole } from './kms-unload-uses-iam-role.ts';
import { noRootCredentials } from './no-root-credentials.ts';
import { renewBeforeExpiry } from './renew-before-expiry.ts';
import { requesterHasNoAccess } from './requester-has-no-access.ts';
import { requesterIsIamPrincipal } from './requester-is-iam-principal.ts';
import type { Rule } from './rule.ts';
import { sameBucketSameConnection } from './same-bucket-same-connection.ts';

/** The rule book, in the order of the guidelines. */
export const rules: readonly Rule[] = [
  requesterHasNoAccess,
  requesterIsIamPrincipal,
  durationCoversRun,
  renewBeforeExpiry,
  noRootCredentials,
  kmsUnloadUsesIamRole,
  sameBucketSameConnection,
  crossBucketEc2RoleSameDuration,
  durationIsGrantable,
  connectionIsConsistent,
];
