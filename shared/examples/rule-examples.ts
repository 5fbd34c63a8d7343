import type { RuleId } from '../contracts/result-contract.generated.ts';
import { connectionIsConsistentExamples } from '../rules/connection-is-consistent.ts';
import { crossBucketEc2RoleSameDurationExamples } from '../rules/cross-bucket-ec2-role-same-duration.ts';
import { durationCoversRunExamples } from '../rules/duration-covers-run.ts';
import { durationIsGrantableExamples } from '../rules/duration-is-grantable.ts';
import type { Example } from '../rules/example.ts';
import { kmsUnloadUsesIamRoleExamples } from '../rules/kms-unload-uses-iam-role.ts';
import { noRootCredentialsExamples } from '../rules/no-root-credentials.ts';
import { renewBeforeExpiryExamples } from '../rules/renew-before-expiry.ts';
import { requesterHasNoAccessExamples } from '../rules/requester-has-no-access.ts';
import { requesterIsIamPrincipalExamples } from '../rules/requester-is-iam-principal.ts';
import { sameBucketSameConnectionExamples } from '../rules/same-bucket-same-connection.ts';

/** Every rule's examples; a test holds it equal to the registry. */
export const examplesByRule: Readonly<Record<RuleId, readonly Example[]>> = {
  'requester-has-no-access': requesterHasNoAccessExamples,
  'requester-is-iam-principal': requesterIsIamPrincipalExamples,
  'duration-covers-run': durationCoversRunExamples,
  'renew-before-expiry': renewBeforeExpiryExamples,
  'no-root-credentials': noRootCredentialsExamples,
  'kms-unload-uses-iam-role': kmsUnloadUsesIamRoleExamples,
  'same-bucket-same-connection': sameBucketSameConnectionExamples,
  'cross-bucket-ec2-role-same-duration': crossBucketEc2RoleSameDurationExamples,
  'duration-is-grantable': durationIsGrantableExamples,
  'connection-is-consistent': connectionIsConsistentExamples,
};
