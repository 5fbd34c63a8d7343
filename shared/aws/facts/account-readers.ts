import type { IAMClient } from '@aws-sdk/client-iam';
import { accessKeysReader, type ReadAccessKeys } from './access-keys.ts';
import { accountDetailsReader, type ReadAccountDetails } from './account-details.ts';
import { type ReadRootKeys, rootKeysReader } from './account-summary.ts';
import { managedPolicyReader, type ReadManagedPolicy } from './managed-policies.ts';

/** All that IAM is asked of an account. */
export interface AccountReaders {
  readonly readAccountDetails: ReadAccountDetails;
  readonly readAccessKeys: ReadAccessKeys;
  readonly readRootKeys: ReadRootKeys;
  readonly readManagedPolicy: ReadManagedPolicy;
}

/** Makes the readers of the account that a client has credentials of. */
export function accountReaders(client: () => Promise<IAMClient>): AccountReaders {
  return {
    readAccountDetails: accountDetailsReader(client),
    readAccessKeys: accessKeysReader(client),
    readRootKeys: rootKeysReader(client),
    readManagedPolicy: managedPolicyReader(client),
  };
}
