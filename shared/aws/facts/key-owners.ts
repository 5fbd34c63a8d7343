import type { GetAccessKeyLastUsedCommandOutput, IAMClient } from '@aws-sdk/client-iam';
import { errorName } from '../calls/failures.ts';
import { remembering } from '../calls/remembering.ts';
import type { Log } from '../lambda/log.ts';
import type { AccountOfKey } from './key-accounts.ts';
import type { RootKeys } from './snapshot-store.ts';

/** Seconds for which an owner is taken for granted, and for which nobody is asked again where there was none. */
const remembered = 3600;
const unknownRemembered = 60;
const mostRemembered = 10_000;

/** The ARN of the IAM user or root user that an access key belongs to; `undefined` where nobody could tell. Never rejects. */
export type OwnerOfKey = (accessKeyId: string) => Promise<string | undefined>;

export interface KeyOwnerOptions {
  readonly client: () => Promise<Pick<IAMClient, 'send'>>;
  readonly accountOfKey: AccountOfKey;
  /** Whether the root user of an account has access keys. */
  readonly rootKeys: RootKeys;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * Makes a lookup by iam:GetAccessKeyLastUsed, which knows the keys of the account that it is called in. A key that IAM
 * knows, of no IAM user, is the root user's where the credential report says that it has one. Only long-term keys
 * (AKIA…) are looked up; owners are remembered for an hour, and for a minute that there was none: every submission with
 * a key of another account would ask again.
 */
export function keyOwners(options: KeyOwnerOptions): OwnerOfKey {
  const { now, log } = options;

  async function findOrTell(accessKeyId: string): Promise<string | undefined> {
    try {
      return await findOwner(accessKeyId, options);
    } catch (error) {
      await log('warn', 'owner of an access key unknown', { accessKeyId, reason: errorName(error) });
      return undefined;
    }
  }

  const seconds = (owner: string | undefined) => (owner === undefined ? unknownRemembered : remembered);
  const ownerOf = remembering(findOrTell, { seconds, most: mostRemembered, now });
  return async (accessKeyId) => (accessKeyId.startsWith('AKIA') ? ownerOf(accessKeyId) : undefined);
}

async function findOwner(
  accessKeyId: string,
  { client, accountOfKey, rootKeys, partition }: KeyOwnerOptions,
): Promise<string | undefined> {
  const accountId = await accountOfKey(accessKeyId);
  if (accountId === undefined) return undefined;
  const { GetAccessKeyLastUsedCommand } = await import('@aws-sdk/client-iam');
  const answer: GetAccessKeyLastUsedCommandOutput = await (await client()).send(
    new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }),
  );
  const iam = `arn:${partition}:iam::${accountId}`;
  if (isUserName(answer.UserName)) return `${iam}:user/${answer.UserName}`;
  return (await rootKeys(accountId)) ? `${iam}:root` : undefined;
}

/** IAM User Guide, "IAM and AWS STS quotas": the characters of a user name. */
function isUserName(name: string | undefined): name is string {
  return name !== undefined && /^[\w+=,.@-]+$/.test(name);
}
