import type { Decision, RuleResult } from '../contracts/result-contract.generated.ts';
import { evaluateSubmission, type SubmissionCase } from './evaluate-submission.ts';
import type { Outcome } from './outcome.ts';
import type { RuleBook } from './rule-book.ts';

/**
 * Decides a submission (docs/guidelines.md, "Decision on a submission"). Every rule's outcome is in the answer, passes
 * too.
 */
export function decide(book: RuleBook, submissionCase: SubmissionCase): Decision {
  const { submission, evaluatedAt } = submissionCase;
  const outcomes = evaluateSubmission(book, submissionCase);
  return {
    schemaVersion: '1',
    submissionId: submission.id,
    decision: outcomes.some(blocks) ? 'block' : 'allow',
    policyRevision: book.policy.revision,
    evaluatedAt,
    results: outcomes.map(resultOf),
    violations: outcomes.flatMap((outcome) => outcome.violations),
  };
}

/** A violation that does not block, exempted or in mode `warn`, must not hide that another part is undecided. */
function blocks({ active, judged, undecidedPart, violations }: Outcome): boolean {
  if (judged.outcome === 'fault') return true;
  if (undecidedPart && active.whenUndecided === 'block') return true;
  return active.mode === 'enforce' && violations.some(({ status }) => status !== 'exempted');
}

function resultOf({ active, judged }: Outcome): RuleResult {
  return {
    ruleId: active.rule.meta.id,
    outcome: judged.outcome,
    mode: active.mode,
    ...('reason' in judged && { reason: judged.reason }),
    ...('missing' in judged && { missing: [...judged.missing] }),
  };
}
