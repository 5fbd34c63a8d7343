import type { GetAccessKeyLastUsedCommandOutput, IAMClient } from '@aws-sdk/client-iam';
import { absent, type Fact, known, unavailable } from '../../json/fact.ts';
import type { KeyOwner } from '../../rules/facts.ts';
import { errorName } from '../calls/failures.ts';
import { remembering } from '../calls/remembering.ts';
import type { AccountOfKey } from './key-accounts.ts';
import type { ReportUnavailable } from './report-unavailable.ts';
import type { RootKeys } from './snapshot-store.ts';

/** Seconds for which an owner is taken for granted, and for which nobody is asked again where there was none. */
const remembered = { known: 3600, absent: 60, unavailable: 0 } as const;
const mostRemembered = 10_000;
/** How IAM says that it has no such key. */
const noSuchKey: ReadonlySet<string> = new Set(['NoSuchEntityException', 'NoSuchEntity', 'AccessDenied']);

/** The IAM user or root user that an access key belongs to. Never rejects. */
export type OwnerOfKey = (accessKeyId: string) => Promise<Fact<KeyOwner>>;

export interface KeyOwnerOptions {
  readonly client: () => Promise<Pick<IAMClient, 'send'>>;
  readonly accountOfKey: AccountOfKey;
  /** Whether the root user of an account has access keys. */
  readonly rootKeys: RootKeys;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly now: () => Date;
  readonly report: ReportUnavailable;
}

/**
 * Makes a lookup by iam:GetAccessKeyLastUsed, which knows the keys of the account that it is called in. A key that IAM
 * knows, of no IAM user, is the root user's where the credential report says that it has one. Only long-term keys
 * (AKIA…) are looked up; owners are remembered for an hour, and for a minute that there was none: every submission with
 * a key of another account would ask again.
 */
export function keyOwners(options: KeyOwnerOptions): OwnerOfKey {
  const { now, report } = options;

  async function findOrTell(accessKeyId: string): Promise<Fact<KeyOwner>> {
    try {
      return await findOwner(accessKeyId, options);
    } catch (error) {
      if (noSuchKey.has(errorName(error))) return absent;
      await report('key-owner', error);
      return unavailable;
    }
  }

  const seconds = ({ state }: Fact<KeyOwner>) => remembered[state];
  const ownerOf = remembering(findOrTell, { seconds, most: mostRemembered, now });
  return async (accessKeyId) => (accessKeyId.startsWith('AKIA') ? ownerOf(accessKeyId) : absent);
}

async function findOwner(
  accessKeyId: string,
  { client, accountOfKey, rootKeys, partition }: KeyOwnerOptions,
): Promise<Fact<KeyOwner>> {
  const account = await accountOfKey(accessKeyId);
  if (account.state !== 'known') return account;
  const { GetAccessKeyLastUsedCommand } = await import('@aws-sdk/client-iam');
  const answer: GetAccessKeyLastUsedCommandOutput = await (await client()).send(
    new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }),
  );
  const iam = `arn:${partition}:iam::${account.value}`;
  if (isUserName(answer.UserName)) return known({ arn: `${iam}:user/${answer.UserName}` });
  return (await rootKeys(account.value)) ? known({ arn: `${iam}:root` }) : absent;
}

/** IAM User Guide, "IAM and AWS STS quotas": the characters of a user name. */
function isUserName(name: string | undefined): name is string {
  return name !== undefined && /^[\w+=,.@-]+$/.test(name);
}
