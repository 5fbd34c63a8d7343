import { type AccessFacts, accessFacts } from '../../access/access-facts.ts';
import type { AccessSnapshot } from '../../access/access-snapshot.ts';
import { principalKey } from '../../access/principal.ts';
import type { PrincipalAccess } from '../../access/principal-access.ts';
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
  const known = new Map<string, { readonly snapshot: AccessSnapshot | undefined; readonly until: number }>();

  async function snapshotOf(arn: string): Promise<AccessSnapshot | undefined> {
    const key = principalKey(arn) ?? '';
    const entry = known.get(key);
    if (entry !== undefined && entry.until > now().getTime()) return entry.snapshot;
    const snapshot = await store.find(arn);
    if (known.size >= mostRemembered) known.clear();
    known.set(key, { snapshot, until: now().getTime() + remembered * 1000 });
    return snapshot;
  }

  function current({ access, takenAt }: AccessSnapshot): PrincipalAccess {
    const age = (now().getTime() - Date.parse(takenAt)) / 1000;
    if (age <= maxAge) return access;
    return { arn: access.arn, hasAccess: null, missing: [recentPolicies], grants: [] };
  }

  return async (arns) => {
    const asked = [...new Set(arns.filter((arn) => principalKey(arn) !== undefined))] as string[];
    const snapshots = await Promise.all(asked.map(snapshotOf));
    return accessFacts(snapshots.flatMap((snapshot) => (snapshot === undefined ? [] : [current(snapshot)])));
  };
}
