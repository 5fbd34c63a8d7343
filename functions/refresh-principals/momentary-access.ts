import type { EarlierSnapshot } from '../../shared/access/access-snapshot.ts';
import type { AnalyseReach } from '../../shared/access/analyse-principal.ts';
import type { GrantedPrincipal } from '../../shared/access/granted-access.ts';
import { principalKey } from '../../shared/access/principal.ts';
import type { PrincipalAccess } from '../../shared/access/principal-access.ts';
import { goesFurther, type Reach } from '../../shared/access/reach.ts';

/** Access that a principal had between two calls to IAM, and neither before nor after. */
export interface MomentaryAccess {
  readonly access: PrincipalAccess;
  readonly reach: Reach;
  readonly before: EarlierSnapshot | undefined;
  readonly granted: GrantedPrincipal;
}

interface MomentarySources {
  readonly before: ReadonlyMap<string, EarlierSnapshot>;
  /** What principals reach now, by principalKey. */
  readonly now: ReadonlyMap<string | undefined, Reach | undefined>;
  readonly analyse: AnalyseReach;
}

interface Momentary {
  readonly found: readonly MomentaryAccess[];
  /** Grants whose policy nobody can read any more: nobody can tell what they gave. */
  readonly undecided: readonly GrantedPrincipal[];
}

/** Finds what principals were given and had no more when the account was read. */
export function momentaryAccess(
  granted: readonly GrantedPrincipal[],
  { before, now, analyse }: MomentarySources,
): Momentary {
  const found: MomentaryAccess[] = [];
  const undecided: GrantedPrincipal[] = [];
  for (const one of granted) {
    const { access, reach } = analyse(one.principal);
    const key = principalKey(access.arn);
    const earlier = before.get(key ?? '');
    if (access.hasAccess === null && now.get(key) === undefined) undecided.push(one);
    if (reach !== undefined && isMore(reach, earlier?.reach) && isMore(reach, now.get(key)))
      found.push({ access, reach, before: earlier, granted: one });
  }
  return { found, undecided };
}

function isMore(reach: Reach, other: Reach | undefined): boolean {
  return other === undefined || goesFurther(reach, other);
}
