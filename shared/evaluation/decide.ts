import type { Decision, RuleResult } from '../contracts/result-contract.generated.ts';
import type { EvidenceGrade } from '../rules/rule.ts';
import { evaluateSubmission, type SubmissionCase } from './evaluate-submission.ts';
import type { Outcome } from './outcome.ts';
import type { RuleBook } from './rule-book.ts';
import { UnavailableFactsError } from './unavailable-facts-error.ts';

/** A rule's result with the weakest evidence on a requester that it rests on, where it is about requesters. */
interface GradedResult extends RuleResult {
  evidence?: EvidenceGrade;
}

/** A decision that tells what it rests on. */
export interface SubmissionDecision extends Decision {
  results: GradedResult[];
  /** Facts that were asked for in vain: the rules that need them are undecided. Absent where there were none. */
  unavailable?: string[];
}

/**
 * Decides a submission (docs/guidelines.md, "Decision on a submission"). Every rule's outcome is in the answer, passes
 * too. Facts that are unavailable leave the rules that need them undecided.
 */
export function decide(book: RuleBook, submissionCase: SubmissionCase): SubmissionDecision {
  const { submission, evaluatedAt } = submissionCase;
  const outcomes = evaluateSubmission(book, submissionCase);
  const unavailable = [...new Set(outcomes.flatMap((outcome) => outcome.unavailable ?? []))];
  return {
    schemaVersion: '1',
    submissionId: submission.id,
    decision: outcomes.some(blocks) ? 'block' : 'allow',
    policyRevision: book.policy.revision,
    evaluatedAt,
    results: outcomes.map(resultOf),
    ...(unavailable.length > 0 && { unavailable }),
    violations: outcomes.flatMap((outcome) => outcome.violations),
  };
}

/**
 * As {@link decide}, but where the policy wants no decision without all facts, and no violation in force or fault blocks
 * whatever they are, throws {@link UnavailableFactsError}.
 */
export function decideOrWait(book: RuleBook, submissionCase: SubmissionCase): SubmissionDecision {
  const decision = decide(book, submissionCase);
  const { unavailable = [] } = decision;
  if (unavailable.length > 0 && book.policy.whenUnavailable === 'block' && !isCertain(decision))
    throw new UnavailableFactsError(unavailable);
  return decision;
}

/** Whether it blocks by what is known, so that no further fact could change it. */
function isCertain({ results, violations }: SubmissionDecision): boolean {
  return results.some(
    ({ outcome, mode, ruleId }) =>
      outcome === 'fault' ||
      (mode === 'enforce' && violations.some((one) => one.ruleId === ruleId && one.status !== 'exempted')),
  );
}

/** A violation that does not block, exempted or in mode `warn`, must not hide that another part is undecided. */
function blocks({ active, judged, undecidedPart, violations }: Outcome): boolean {
  if (judged.outcome === 'fault') return true;
  if (undecidedPart && active.whenUndecided === 'block') return true;
  return active.mode === 'enforce' && violations.some(({ status }) => status !== 'exempted');
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
