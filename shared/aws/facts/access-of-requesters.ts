import { type AccessFacts, ofPrincipal } from '../../access/access-facts.ts';
import { principalKey } from '../../access/principal.ts';
import type { PrincipalAccess } from '../../access/principal-access.ts';
import { lastHeld } from '../../access/reading-time.ts';
import { absent, type Fact, known, unavailable } from '../../json/fact.ts';
import { remembering } from '../calls/remembering.ts';
import { NoAnswerError, type ReportUnavailable } from './report-unavailable.ts';
import type { KnownAccess, SnapshotStore } from './snapshot-store.ts';

/** Seconds for which an answer of the table is taken for granted. */
const remembered = 60;
const mostRemembered = 10_000;

/** What is missing where a snapshot is too old. */
const recentPolicies = 'recent-iam-policies';

export interface AccessOptions {
  readonly store: Pick<SnapshotStore, 'find' | 'listing'>;
  /** The account whose principals RefreshPrincipals lists, 12 digits. */
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
 * they may do is unavailable. So it is, for somebody who waits, where our own account was not listed lately: who is in no
 * listing may have been left out.
 */
export function accessOfRequesters({
  store,
  ownAccount,
  maxAge,
  whenOld,
  now,
  report,
}: AccessOptions): AccessOfRequesters {
  const snapshotOf = remembering(store.find, { seconds: () => remembered, most: mostRemembered, now });

  async function find(principal: string): Promise<Fact<PrincipalAccess>> {
    try {
      const snapshot = await snapshotOf(principal);
      if (snapshot === undefined) return await unlisted(principal);
      return snapshot.isGone ? absent : known(current(snapshot));
    } catch (error) {
      await report('iam-policies', error);
      return unavailable;
    }
  }

  async function unlisted(principal: string): Promise<Fact<PrincipalAccess>> {
    if (whenOld === 'undecided' || !principal.startsWith(`${ownAccount}:`)) return absent;
    const { listedAt = '' } = (await store.listing(ownAccount)) ?? {};
    if (ageOf(lastHeld(listedAt, listedAt, now().toISOString())) <= maxAge) return absent;
    throw new NoAnswerError('the account was not listed lately');
  }

  function ageOf(heldAt: string | undefined): number {
    return heldAt === undefined ? Infinity : (now().getTime() - Date.parse(heldAt)) / 1000;
  }

  function current({ access, takenAt, listedAt }: KnownAccess): PrincipalAccess {
    const heldAt = lastHeld(takenAt, listedAt, now().toISOString());
    if (ageOf(heldAt) <= maxAge) return access;
    if (whenOld === 'unavailable') throw new NoAnswerError('the snapshot is too old');
    return { arn: access.arn, hasAccess: null, missing: [recentPolicies], grants: [] };
  }

  return async (arns) => {
    const keys = [...new Set(arns.flatMap((arn) => principalKey(arn) ?? []))];
    const found = new Map(await Promise.all(keys.map(async (key) => [key, await find(key)] as const)));
    return {
      of: (arn, principalId) => ofPrincipal(found.get(principalKey(arn) ?? '') ?? absent, principalId),
    };
  };
}
