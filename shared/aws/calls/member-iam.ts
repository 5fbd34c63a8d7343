import type { IAMClient } from '@aws-sdk/client-iam';
import type { STSClient } from '@aws-sdk/client-sts';

/** Seconds that the credentials live: the least that AWS STS gives, and more than a refresh has. */
const lifetime = 900;
const sessionName = 'sts-warden';

/** What is read of a member account, and so all that its credentials are asked to allow, whatever the role allows. */
export const memberActions = [
  'iam:GetAccountAuthorizationDetails',
  'iam:GetAccountSummary',
  'iam:GetPolicy',
  'iam:GetPolicyVersion',
  'iam:ListAccessKeys',
] as const;

/** An answer of AWS STS without credentials. */
class NoCredentialsError extends Error {
  override readonly name = 'NoCredentialsError';
}

export interface MemberIamOptions {
  readonly sts: () => Promise<Pick<STSClient, 'send'>>;
  /** The client of the own account: theirs wait as long, and share its connections. */
  readonly own: () => Promise<IAMClient>;
  /** Name of the role in each member account. */
  readonly roleName: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
}

/**
 * Makes clients of IAM in member accounts, by the role that the forwarder makes there. The role is assumed at a client's
 * first call, once. Each account has a client of its own, so that one that is throttled slows down no other.
 */
export function iamOfMembers({ sts, own, roleName, partition }: MemberIamOptions) {
  async function open(accountId: string): Promise<IAMClient> {
    const [{ AssumeRoleCommand }, { IAMClient }] = await Promise.all([
      import('@aws-sdk/client-sts'),
      import('@aws-sdk/client-iam'),
    ]);
    const { Credentials: issued } = await (await sts()).send(
      new AssumeRoleCommand({
        RoleArn: `arn:${partition}:iam::${accountId}:role/${roleName}`,
        RoleSessionName: sessionName,
        DurationSeconds: lifetime,
        Policy: sessionPolicy,
      }),
    );
    const {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
    } = issued ?? {};
    if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined)
      throw new NoCredentialsError('AWS STS answered without credentials');
    const { requestHandler } = (await own()).config;
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    return new IAMClient({ credentials, requestHandler, retryMode: 'adaptive', maxAttempts: 5 });
  }

  return (accountId: string): (() => Promise<IAMClient>) => {
    let opened: Promise<IAMClient> | undefined;
    return () => {
      opened ??= open(accountId);
      return opened;
    };
  };
}

const sessionPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: memberActions, Resource: '*' }],
});
