import { parsePrincipal } from '../access/principal.ts';
import type { PrincipalAccess } from '../access/principal-access.ts';
import { matchesAny } from '../json/glob.ts';
import type { Policy } from '../policy/policy.ts';
import { noFacts } from '../rules/facts.ts';
import type { ChangedAccess } from '../rules/rule.ts';
import type { Evidence } from '../rules/verdict.ts';
import { describePrincipal } from './describe-subject.ts';
import { contextOf, judgeAll } from './judge-subject.ts';
import type { Outcome } from './outcome.ts';
import type { RuleBook } from './rule-book.ts';

/** A principal whose access changed, or is as it is. */
export interface PrincipalCase {
  readonly access: ChangedAccess;
  /** What the ids of findings derive from: the same for the same change, however often it is seen. */
  readonly key: readonly string[];
  /** When its policies were read, or were changed for a while; ISO 8601. */
  readonly observedAt: string;
  /** What else was found out about it. */
  readonly evidence?: Evidence;
}

/** Judges a principal. */
export function evaluatePrincipal(book: RuleBook, principal: PrincipalCase): Outcome[] {
  const { access, key, observedAt, evidence } = principal;
  return judgeAll(book, book.checks.principal, access, contextOf(book.policy, noFacts), () => ({
    key,
    subject: describePrincipal(access),
    attempt: false,
    observedAt,
    ...(evidence && { evidence }),
  }));
}

/** Judges a principal as it is. The violation has the id of the change by which its access was first seen. */
export function evaluateStanding(book: RuleBook, access: PrincipalAccess, observedAt: string): Outcome[] {
  const standing: ChangedAccess = { ...access, change: 'standing' };
  return evaluatePrincipal(book, { access: standing, key: ['access', access.arn, ''], observedAt });
}

/** Whether the policy's scope takes a principal in, as a requester. */
export function isRequesterInScope({ scope }: Policy, arn: string): boolean {
  return matchesAny(parsePrincipal(arn)?.accountId, scope.accounts) && matchesAny(arn, scope.requesters);
}
