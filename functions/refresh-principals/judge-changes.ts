import type { AccessChange, AccessSnapshot, AccountChanges } from '../../shared/access/access-snapshot.ts';
import type { GrantedPrincipal } from '../../shared/access/granted-access.ts';
import { principalKey } from '../../shared/access/principal.ts';
import type { PrincipalAccess } from '../../shared/access/principal-access.ts';
import type { PrincipalPolicies } from '../../shared/access/principal-policies.ts';
import { goesFurther, isBoundless } from '../../shared/access/reach.ts';
import type { SecondOpinion } from '../../shared/aws/facts/second-opinion.ts';
import { evaluatePrincipal, isRequesterInScope } from '../../shared/evaluation/evaluate-principal.ts';
import type { Outcome } from '../../shared/evaluation/outcome.ts';
import type { RuleBook } from '../../shared/evaluation/rule-book.ts';
import type { ChangedAccess } from '../../shared/rules/rule.ts';
import type { Evidence } from '../../shared/rules/verdict.ts';
import type { MomentaryAccess } from './momentary-access.ts';

/** What the rules say of a change. */
export interface JudgedChange {
  /** The snapshot that may be put once the change is told; none where the change left nothing behind. */
  readonly snapshot: AccessSnapshot | undefined;
  readonly outcomes: readonly Outcome[];
}

interface JudgeSources {
  readonly book: RuleBook;
  readonly principals: readonly PrincipalPolicies[];
  readonly granted: readonly GrantedPrincipal[];
  readonly secondOpinion: SecondOpinion;
}

/** Changes that somebody wants to hear of. */
export interface News extends Pick<AccountChanges, 'gained' | 'escalated' | 'lost'> {
  readonly momentary: readonly MomentaryAccess[];
}

/**
 * Leaves those changes that are news: a rule that they concern is on, and the principal is a requester in scope. Where
 * the policy names the requesters, everything about them is. Where it does not, anybody may be one, and every role that
 * somebody deploys would be news: then it is not that a principal is new, nor that one with access got more of it, unless
 * it is now boundless.
 */
export function newsIn(changes: News, { policy, checks }: RuleBook): News {
  const names = policy.scope.requesters !== undefined;
  const concerns = ({ arn }: { readonly arn: string }) =>
    checks.principal.length > 0 && isRequesterInScope(policy, arn);
  const isNews = ({ before, after }: AccessChange) =>
    concerns(after.access) && (names || before !== undefined);
  return {
    gained: changes.gained.filter(isNews),
    escalated: changes.escalated.filter(
      (change) => isNews(change) && (names || becomesBoundless(change.before?.reach, change.after.reach)),
    ),
    lost: changes.lost.filter(isNews),
    momentary: changes.momentary.filter(
      ({ access, reach, before }) =>
        concerns(access) &&
        (names ||
          (before !== undefined &&
            (before.accessSince === undefined || becomesBoundless(before.reach, reach)))),
    ),
  };
}

/** Judges what was gained, for good or for a while. The ids of findings are the same however often a change is seen. */
export function judgeChanges(
  { gained, escalated, momentary }: News,
  { book, principals, granted, secondOpinion }: JudgeSources,
): Promise<JudgedChange[]> {
  const policiesOf = new Map(principals.map((principal) => [principal.arn, principal]));

  async function outcomesOf(
    access: ChangedAccess,
    about: Pick<Parameters<typeof evaluatePrincipal>[1], 'key' | 'observedAt'>,
    principal: PrincipalPolicies | undefined,
    evidence: Evidence,
  ): Promise<Outcome[]> {
    const opinion = principal && (await secondOpinion(book, principal, access));
    return evaluatePrincipal(book, { access, ...about, evidence: { ...evidence, ...opinion } });
  }

  async function judgeLasting({ before, after }: AccessChange, change: ChangedAccess['change'] & string) {
    const { access, takenAt, reach } = after;
    const about = { key: ['access', access.arn, before?.takenAt ?? ''], observedAt: takenAt };
    const evidence = {
      ...grantEvidence(granted.findLast((one) => explains(one, access))),
      ...(change === 'escalated' && furtherServices(before?.reach, reach)),
    };
    const outcomes = await outcomesOf({ ...access, change }, about, policiesOf.get(access.arn), evidence);
    return { snapshot: after, outcomes };
  }

  async function judgeMomentary({ access, granted: grant }: MomentaryAccess) {
    const { change, principal } = grant;
    const about = { key: ['access', access.arn, 'event', change.eventId], observedAt: change.eventTime };
    const outcomes = await outcomesOf(
      { ...access, change: 'momentary' },
      about,
      principal,
      grantEvidence(grant),
    );
    return { snapshot: undefined, outcomes };
  }

  return Promise.all([
    ...gained.map((change) => judgeLasting(change, 'gained')),
    ...escalated.map((change) => judgeLasting(change, 'escalated')),
    ...momentary.map(judgeMomentary),
  ]);
}

function becomesBoundless(before: AccessSnapshot['reach'], after: AccessSnapshot['reach']): boolean {
  return after !== undefined && isBoundless(after) && before !== undefined && !isBoundless(before);
}

function furtherServices(before: AccessSnapshot['reach'], after: AccessSnapshot['reach']): Evidence {
  if (before === undefined || after === undefined || !goesFurther(after, before)) return {};
  const known = new Set(before.services);
  return { furtherServices: after.services.filter((service) => !known.has(service)) };
}

/** Whether access may come of what was given: of a policy that grants it, or of what is no policy. */
function explains(
  { principal, granted, change }: GrantedPrincipal,
  { arn, grants }: PrincipalAccess,
): boolean {
  if (principalKey(principal.arn) !== principalKey(arn)) return false;
  const isNoPolicy = change.grant?.kind === 'membership' || change.grant?.kind === 'boundary';
  return isNoPolicy || grants.some(({ policy }) => policy === granted);
}

/** The call by which it was given, as its record tells of it. */
function grantEvidence(grant: GrantedPrincipal | undefined): Evidence {
  if (grant === undefined) return {};
  const { change, granted } = grant;
  const { eventId, eventName, eventTime, actor, sourceIp } = change;
  return { eventId, eventName, eventTime, actor, sourceIp, granted };
}
