import { isPossible } from '../../access/reading-time.ts';
import { absent, type Fact, known, unavailable } from '../../json/fact.ts';
import type { KeyOwner } from '../../rules/facts.ts';
import { remembering } from '../calls/remembering.ts';
import type { AccountListing } from './account-listing.ts';
import type { AccountOfKey } from './key-accounts.ts';
import type { KeyIndex } from './key-index.ts';
import { NoAnswerError, type ReportUnavailable } from './report-unavailable.ts';

/** Seconds for which an answer is taken for granted. */
const remembered = { known: 60, absent: 60, unavailable: 0 } as const;
/** Seconds for which an instance does not note again what it has noted. */
const noted = 60;
const mostRemembered = 10_000;
/** Seconds after which IAM is taken to show a key that it has made. */
const untilShown = 15;

/** The IAM user or root user that an access key belongs to. Never rejects. */
export type OwnerOfKey = (accessKeyId: string) => Promise<Fact<KeyOwner>>;

export interface KeyOwnerOptions {
  readonly index: KeyIndex;
  readonly accountOfKey: AccountOfKey;
  /** 12 digits. */
  readonly ownAccount: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** Seconds after which a listing says nothing any more. */
  readonly maxAge: number;
  /** Has an account’s keys listed soon. */
  readonly request: (accountId: string) => Promise<void>;
  readonly now: () => Date;
  readonly report: ReportUnavailable;
}

/** What is known where no listing has a key. */
interface Unlisted {
  readonly accountId: string;
  readonly soughtAt: string | undefined;
  readonly listing: AccountListing | undefined;
}

/**
 * Makes a lookup in the listed access keys: IAM is asked by RefreshPrincipals alone. A key that no listing of its account
 * has may be new, or the root user's: it is noted, and unavailable until the next listing. One that this does not have
 * either is the root user's where that has keys, else nobody's. Of accounts that nobody lists, or nobody does any more,
 * nobody can tell. Only long-term keys (AKIA…) are looked up.
 */
export function keyOwners(options: KeyOwnerOptions): OwnerOfKey {
  const { now, report } = options;
  const seek = remembering((key: string) => seekKey(key, options), {
    seconds: () => noted,
    most: mostRemembered,
    now,
  });

  async function findOrTell(accessKeyId: string): Promise<Fact<KeyOwner>> {
    try {
      return await findOwner(accessKeyId, options, seek);
    } catch (error) {
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
  options: KeyOwnerOptions,
  seek: (key: string) => Promise<void>,
): Promise<Fact<KeyOwner>> {
  const { index, accountOfKey, ownAccount } = options;
  const { owner, soughtAt, listing: own } = await index.find(accessKeyId, ownAccount);
  if (owner !== undefined) return owner === 'gone' ? absent : known(owner);
  const account = await accountOfKey(accessKeyId);
  if (account.state !== 'known') return account;
  const accountId = account.value;
  const isOwn = accountId === ownAccount;
  const listing = isOwn ? own : await index.listing(accountId);
  if (!isOwn && (listing === undefined || listing.hasLeft)) return absent;
  const answer = unlistedOwner({ accountId, soughtAt, listing }, options);
  if (answer !== undefined) return answer;
  await seek(`${accountId} ${accessKeyId}`);
  throw new NoAnswerError('no listing of access keys is recent enough to tell');
}

/** `undefined` where a later listing has to tell. */
function unlistedOwner(
  { accountId, soughtAt, listing }: Unlisted,
  { partition, maxAge, now }: KeyOwnerOptions,
): Fact<KeyOwner> | undefined {
  const { keysListedAt, rootHasKeys } = listing ?? {};
  if (soughtAt === undefined || keysListedAt === undefined || rootHasKeys === undefined) return undefined;
  const at = now();
  const isRecent =
    isPossible(keysListedAt, at.toISOString()) && at.getTime() - Date.parse(keysListedAt) <= maxAge * 1000;
  const isLater = Date.parse(keysListedAt) >= Date.parse(soughtAt) + untilShown * 1000;
  if (!isRecent || !isLater) return undefined;
  return rootHasKeys ? known({ arn: `arn:${partition}:iam::${accountId}:root` }) : absent;
}

/** Of a key by its account and id. */
async function seekKey(key: string, { index, request, now }: KeyOwnerOptions): Promise<void> {
  const [accountId = '', accessKeyId = ''] = key.split(' ');
  const at = now();
  await index.note(accessKeyId, at);
  if (await index.mayRequest(accountId, at)) await request(accountId);
}
