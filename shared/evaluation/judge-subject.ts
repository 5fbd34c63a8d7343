import { matchesAny } from '../json/glob.ts';
import type { Policy } from '../policy/policy.ts';
import type { Facts } from '../rules/facts.ts';
import type { Check, RuleContext, SubjectKind, Subjects, Workload } from '../rules/rule.ts';
import { requesterOf } from './known-requester.ts';
import type { Judged, Outcome } from './outcome.ts';
import type { ActiveCheck, ActiveRule, RuleBook } from './rule-book.ts';
import { type FindingSite, report } from './violation.ts';

/** What names a workload: the role, and the session, of a request; of a run what its task is called, before these. */
export interface RoleUse {
  readonly roleArn: string | undefined;
  readonly sessionName: string | undefined;
  readonly taskNames?: readonly string[];
}

/** Gathers what checks may read beside their subject. `use` decides the workload; without it there is none. */
export function contextOf(policy: Policy, facts: Facts, use?: RoleUse): RuleContext {
  return {
    parameters: policy.parameters,
    facts,
    workload: use && workloadOf(policy, use),
    requesterOf: (hop) => requesterOf(hop, facts, policy.requesters),
  };
}

/** Calls a rule's check. A rule that throws, or lacks the check, is a fault, which is never a pass. */
export function judge<Subject>(
  check: Check<Subject> | undefined,
  subject: Subject,
  context: RuleContext,
): Judged {
  try {
    if (check === undefined) throw new TypeError('no check for this kind of subject');
    return check(subject, context);
  } catch (error) {
    return {
      outcome: 'fault',
      reason: `the rule threw ${error instanceof Error ? error.name : typeof error}`,
      error,
    };
  }
}

/** Makes the outcome of a verdict; a violation becomes a finding at the site. */
export function outcomeOf(
  book: RuleBook,
  active: ActiveRule,
  judged: Judged,
  site: () => FindingSite,
): Outcome {
  if (judged.outcome !== 'violation')
    return { active, judged, violations: nothing, lapsedExemptions: nothing };
  return { active, judged, ...report(book, active, judged, site()) };
}

/** Judges a subject by every rule that concerns its kind. */
export function judgeAll<Kind extends SubjectKind>(
  book: RuleBook,
  checks: readonly ActiveCheck<Kind>[],
  subject: Subjects[Kind],
  context: RuleContext,
  site: () => FindingSite,
): Outcome[] {
  return checks.map(({ active, check }) => outcomeOf(book, active, judge(check, subject, context), site));
}

const nothing: readonly never[] = [];

/** The workload that is called like the task; else the first whose globs match. */
export function workloadOf(
  { workloads }: Policy,
  { roleArn, sessionName, taskNames = [] }: RoleUse,
): Workload | undefined {
  for (const called of taskNames) {
    const named = workloads.find(({ name }) => name === called);
    if (named !== undefined) return named;
  }
  return workloads.find(
    (workload) => matchesAny(roleArn, workload.roles) && matchesAny(sessionName, workload.sessionNames),
  );
}
