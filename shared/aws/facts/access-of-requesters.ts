import { type AccessFacts, accessFacts } from '../../access/access-facts.ts';
import type { AccessSnapshot } from '../../access/access-snapshot.ts';
import { principalKey } from '../../access/principal.ts';
import type { PrincipalAccess } from '../../access/principal-access.ts';
import { remembering } from '../calls/remembering.ts';
import type { SnapshotStore } from './snapshot-store.ts';

/** Seconds for which an answer of the table is taken for granted. */
const remembered = 60;
const mostRemembered = 10_000;

/** What is missing where a snapshot is too old. */
const recentPolicies = 'recent-iam-policies';

export interface AccessOptions {
  readonly store: Pick<SnapshotStore, 'find'>;
  /** Seconds after which a snapshot says nothing any more. */
  readonly maxAge: number;
  readonly now: () => Date;
}

/** Gathers what is known of requesters' access, by their ARNs. Rejects with SnapshotError. */
export type AccessOfRequesters = (arns: readonly (string | undefined)[]) => Promise<AccessFacts>;

/** Makes a lookup of principals' snapshots. Who has none is unknown; one that is too old leaves it undecided. */
export function accessOfRequesters({ store, maxAge, now }: AccessOptions): AccessOfRequesters {
  const snapshotOf = remembering(store.find, { seconds: () => remembered, most: mostRemembered, now });

  function current({ access, takenAt }: AccessSnapshot): PrincipalAccess {
    const age = (now().getTime() - Date.parse(takenAt)) / 1000;
    if (age <= maxAge) return access;
    return { arn: access.arn, hasAccess: null, missing: [recentPolicies], grants: [] };
  }

  return async (arns) => {
    const keys = new Set(arns.flatMap((arn) => principalKey(arn) ?? []));
    const snapshots = await Promise.all([...keys].map(snapshotOf));
    return accessFacts(snapshots.filter((snapshot) => snapshot !== undefined).map(current));
  };
}
