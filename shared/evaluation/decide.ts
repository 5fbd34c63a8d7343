import type { Decision, RuleResult } from '../contracts/result-contract.generated.ts';
import type { EvidenceGrade } from '../rules/rule.ts';
import { evaluateSubmission, type SubmissionCase } from './evaluate-submission.ts';
import type { Outcome } from './outcome.ts';
import type { RuleBook } from './rule-book.ts';
import { UnavailableFactsError } from './unavailable-facts-error.ts';

/** A rule's result with the weakest evidence on a requester that it rests on, where it is about requesters. */
export interface GradedResult extends RuleResult {
  evidence?: EvidenceGrade;
}

/** A decision that tells what it rests on. */
export interface SubmissionDecision extends Decision {
  results: GradedResult[];
  /** Facts that were asked for in vain: the rules that need them are undecided. Absent where there were none. */
  unavailable?: string[];
  /** How many violations were left out; absent where none was. */
  violationsOmitted?: number;
}

/**
 * Decides a submission (docs/guidelines.md, "Decision on a submission"). Every rule's outcome is in the answer, passes
 * too. Facts that are unavailable leave the rules that need them undecided. Of the violations the first `mostViolations` are
 * in it, of all rules together; those left out count all the same.
 */
export function decide(
  book: RuleBook,
  submissionCase: SubmissionCase,
  mostViolations = Number.POSITIVE_INFINITY,
): SubmissionDecision {
  return decisionOf(book, submissionCase, evaluateSubmission(book, submissionCase, mostViolations));
}

/**
 * As {@link decide}, but where the policy wants no decision without all facts, and no violation in force or fault blocks
 * whatever they are, throws {@link UnavailableFactsError}.
 */
export function decideOrWait(
  book: RuleBook,
  submissionCase: SubmissionCase,
  mostViolations = Number.POSITIVE_INFINITY,
): SubmissionDecision {
  const outcomes = evaluateSubmission(book, submissionCase, mostViolations);
  const decision = decisionOf(book, submissionCase, outcomes);
  const { unavailable = [] } = decision;
  if (unavailable.length > 0 && book.policy.whenUnavailable === 'block' && !outcomes.some(blocksForCertain))
    throw new UnavailableFactsError(unavailable);
  return decision;
}

function decisionOf(
  book: RuleBook,
  { submission, evaluatedAt }: SubmissionCase,
  outcomes: readonly Outcome[],
): SubmissionDecision {
  const unavailable = [...new Set(outcomes.flatMap((outcome) => outcome.unavailable ?? []))];
  const violationsOmitted = outcomes.reduce((sum, { omitted }) => sum + (omitted?.count ?? 0), 0);
  return {
    schemaVersion: '1',
    submissionId: submission.id,
    decision: outcomes.some(blocks) ? 'block' : 'allow',
    policyRevision: book.policy.revision,
    evaluatedAt,
    results: outcomes.map(resultOf),
    ...(unavailable.length > 0 && { unavailable }),
    violations: outcomes.flatMap((outcome) => outcome.violations),
    ...(violationsOmitted > 0 && { violationsOmitted }),
  };
}

/** A violation that does not block, exempted or in mode `warn`, must not hide that another part is undecided. */
function blocks(outcome: Outcome): boolean {
  const { active, undecidedPart } = outcome;
  return blocksForCertain(outcome) || (undecidedPart === true && active.whenUndecided === 'block');
}

/** Whether it blocks by what is known, so that no further fact could change it. */
function blocksForCertain({ active, judged, violations, omitted }: Outcome): boolean {
  if (judged.outcome === 'fault') return true;
  if (active.mode !== 'enforce') return false;
  return omitted?.unexempted === true || violations.some(({ status }) => status !== 'exempted');
}

function resultOf({ active, judged, evidence }: Outcome): GradedResult {
  return {
    ruleId: active.rule.meta.id,
    outcome: judged.outcome,
    mode: active.mode,
    ...('reason' in judged && { reason: judged.reason }),
    ...('missing' in judged && { missing: [...judged.missing] }),
    ...(evidence !== undefined && { evidence }),
  };
}
