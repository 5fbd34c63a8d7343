import type { IAMClient } from '@aws-sdk/client-iam';
import { namedPolicy, type PolicyVersion } from '../../access/granted-access.ts';
import type { NamedPolicy } from '../../access/principal-policies.ts';

/** A version of a managed policy; one that is no more, or that IAM does not show, is missing. */
export type ReadManagedPolicy = (version: PolicyVersion) => Promise<NamedPolicy>;

/** Makes a reader by iam:GetPolicyVersion. Rejects where IAM does not answer. */
export function managedPolicyReader(client: () => Promise<Pick<IAMClient, 'send'>>): ReadManagedPolicy {
  return async ({ policyArn, versionId }) => {
    const { GetPolicyCommand, GetPolicyVersionCommand, NoSuchEntityException } = await import(
      '@aws-sdk/client-iam'
    );
    const iam = await client();
    try {
      const version =
        versionId ??
        (await iam.send(new GetPolicyCommand({ PolicyArn: policyArn }))).Policy?.DefaultVersionId;
      const { PolicyVersion: found } = await iam.send(
        new GetPolicyVersionCommand({ PolicyArn: policyArn, VersionId: version }),
      );
      return namedPolicy(policyArn, found?.Document);
    } catch (error) {
      if (error instanceof NoSuchEntityException) return { name: policyArn, missing: policyArn };
      throw error;
    }
  };
}
