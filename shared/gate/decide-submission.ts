import type { FactsOfSubmission } from '../aws/facts/submission-facts.ts';
import type { CurrentRuleBook } from '../aws/policy/policy-source.ts';
import { type Binding, requestersOf } from '../evaluation/bound-decision.ts';
import { decideOrWait, type SubmissionDecision } from '../evaluation/decide.ts';
import { contextOf } from '../evaluation/judge-subject.ts';
import type { Proofs } from '../proof/proven-requesters.ts';
import { fitDecision, mostViolations } from '../report/fit-decision.ts';
import type { Submission } from '../submission/submission.ts';

/** What both doors of the hook decide with. */
export interface Deciding {
  readonly currentBook: CurrentRuleBook;
  readonly factsOf: FactsOfSubmission;
  readonly now: () => Date;
}

/** A decision that has no id yet. */
export type Decided = SubmissionDecision & Omit<Binding, 'decisionId' | 'validUntil'>;

/** A submission, and who hands it in. */
export interface HandedIn {
  readonly submission: Submission;
  /** An ARN, or the source of an event; `undefined` where nobody was authenticated. */
  readonly caller: string | undefined;
  readonly proofs: () => Promise<Proofs>;
}

/** Decides a submission by the policy in force and what is known, and binds the decision to what was decided. */
export async function decideSubmission(
  { submission, caller, proofs }: HandedIn,
  { currentBook, factsOf, now }: Deciding,
): Promise<Decided> {
  const started = now().getTime();
  const book = await currentBook();
  const facts = await factsOf(submission, book.policy, await proofs());
  const known = now();
  const submissionCase = { submission, facts, evaluatedAt: known.toISOString() };
  const decision = decideOrWait(book, submissionCase, mostViolations);
  const bound = {
    ...decision,
    digest: submission.digest,
    ...(caller !== undefined && { caller }),
    requesters: requestersOf(submission, contextOf(book.policy, facts)),
    timings: { facts: known.getTime() - started, total: now().getTime() - started },
  };
  return fitDecision(bound);
}
