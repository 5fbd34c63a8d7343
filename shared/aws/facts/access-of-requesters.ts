import { type AccessFacts, ofPrincipal } from '../../access/access-facts.ts';
import { principalKey } from '../../access/principal.ts';
import type { PrincipalAccess } from '../../access/principal-access.ts';
import { lastHeld } from '../../access/reading-time.ts';
import { absent, type Fact, known, unavailable } from '../../json/fact.ts';
import { remembering } from '../calls/remembering.ts';
import { NoAnswerError, type ReportUnavailable } from './report-unavailable.ts';
import type { SnapshotStore } from './snapshot-store.ts';

/** Seconds for which an answer of the table is taken for granted. */
const remembered = 60;
const mostRemembered = 10_000;

/** What is missing where a snapshot is too old. */
const recentPolicies = 'recent-iam-policies';
/** What is missing where nobody reads the account, or nobody does any more. */
const readAccount = 'account-not-read';

export interface AccessOptions {
  readonly store: Pick<SnapshotStore, 'find'>;
  /** 12 digits. */
  readonly ownAccount: string;
  /** Seconds after which a snapshot says nothing any more. */
  readonly maxAge: number;
  /** What an old snapshot leaves: no answer, for which somebody waits, or a principal of whom it is not known. */
  readonly whenOld: 'unavailable' | 'undecided';
  readonly now: () => Date;
  readonly report: ReportUnavailable;
}

/** Gathers what is known of requesters' access, by their ARNs. Never rejects. */
export type AccessOfRequesters = (arns: readonly (string | undefined)[]) => Promise<AccessFacts>;

/**
 * Makes a lookup of principals' snapshots. Who has none, or is no more, is unknown; where the table gives no answer, what
 * they may do is unavailable. So it is, for somebody who waits, where the account was not listed lately: who is in no
 * listing may have been left out. Of accounts that nobody reads, that is what is missing.
 */
export function accessOfRequesters(options: AccessOptions): AccessOfRequesters {
  const { now, report } = options;
  const find = remembering(
    async (principal: string): Promise<Found> => {
      try {
        return await findAccess(principal, options);
      } catch (error) {
        await report('iam-policies', error);
        return unavailable;
      }
    },
    { seconds: (found) => (found === unavailable ? 0 : remembered), most: mostRemembered, now },
  );

  return async (arns) => {
    const keys = new Map(arns.flatMap((arn) => (arn === undefined ? [] : [[principalKey(arn) ?? '', arn]])));
    keys.delete('');
    const found = new Map(
      await Promise.all([...keys].map(async ([key, arn]) => [key, factOf(await find(key), arn)] as const)),
    );
    return {
      of: (arn, principalId) => ofPrincipal(found.get(principalKey(arn) ?? '') ?? absent, principalId),
    };
  };
}

type Found = Fact<PrincipalAccess> | 'in an account that is not read';

function factOf(found: Found, arn: string): Fact<PrincipalAccess> {
  if (typeof found !== 'string') return found;
  return known({ arn, hasAccess: null, missing: [readAccount], grants: [] });
}

async function findAccess(
  principal: string,
  { store, ownAccount, maxAge, whenOld, now }: AccessOptions,
): Promise<Found> {
  const { snapshot, listing } = await store.find(principal);
  const isOwn = principal.startsWith(`${ownAccount}:`);
  if (!isOwn && (listing === undefined || listing.hasLeft)) return 'in an account that is not read';
  if (snapshot?.isGone) return absent;
  const at = now();
  const heldAt = lastHeld(snapshot?.takenAt ?? listing?.listedAt ?? '', listing?.listedAt, at.toISOString());
  const isRecent = heldAt !== undefined && at.getTime() - Date.parse(heldAt) <= maxAge * 1000;
  if (isRecent) return snapshot === undefined ? absent : known(snapshot.access);
  if (whenOld === 'unavailable') throw new NoAnswerError('the account was not listed lately');
  if (snapshot === undefined) return absent;
  return known({ arn: snapshot.access.arn, hasAccess: null, missing: [recentPolicies], grants: [] });
}
