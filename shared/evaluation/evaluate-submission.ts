import type { Facts } from '../rules/facts.ts';
import type { RuleContext } from '../rules/rule.ts';
import { notApplicable, undecided } from '../rules/verdict.ts';
import type { Connection, Endpoint, Submission } from '../submission/submission.ts';
import { describeSubmission } from './describe-subject.ts';
import { contextOf, judge, outcomeOf } from './judge-subject.ts';
import type { Judged, Outcome } from './outcome.ts';
import type { ActiveRule, RuleBook } from './rule-book.ts';
import type { FindingSite } from './violation.ts';

/** The outcomes of one rule on parts of a submission, gravest first. */
const gravity: readonly Judged['outcome'][] = ['fault', 'violation', 'undecided', 'pass', 'not-applicable'];
const nothing: readonly never[] = [];
const noParts = notApplicable('no-temporary-credentials');
const parameterFile = undecided('parameter-file');

/** A submission with everything that its evaluation reads. */
export interface SubmissionCase {
  readonly submission: Submission;
  readonly facts: Facts;
  /** Wall time, ISO 8601. */
  readonly evaluatedAt: string;
}

/** One thing that a rule is judged on, and where a finding about it would stand. */
interface Part {
  readonly judged: Judged;
  readonly site: () => FindingSite;
}

/** Judges a submission: one outcome for each rule, the gravest of those on its endpoints, connections and pairs. */
export function evaluateSubmission(book: RuleBook, submissionCase: SubmissionCase): Outcome[] {
  const context = contextOf(book.policy, submissionCase.facts);
  return book.rules.map((active) => {
    const outcomes = partsOf(active, submissionCase, context).map(({ judged, site }) =>
      outcomeOf(book, active, judged, site),
    );
    return gravest(active, outcomes);
  });
}

function partsOf(
  active: ActiveRule,
  { submission, facts, evaluatedAt }: SubmissionCase,
  context: RuleContext,
): Part[] {
  const { endpoint, connection, pair } = active.rule.checks;
  const part = (judged: Judged, pointers: string[], endpoints: Endpoint[], one?: Connection): Part => ({
    judged: unlessOverridable(judged, active, submission),
    site: () => ({
      key: [submission.digest, ...pointers],
      subject: describeSubmission(submission, endpoints, one, facts),
      evidence: { accessKeyAccountId: facts.keyAccounts.get(one?.accessKeyId ?? '') },
      attempt: false,
      observedAt: evaluatedAt,
    }),
  });
  const parts: Part[] = [];
  for (const one of endpoint ? submission.endpoints : nothing) {
    parts.push(part(judge(endpoint, one, context), [one.pointer], [one], one.connection));
  }
  for (const one of connection ? submission.connectionsInUse : nothing) {
    parts.push(part(judge(connection, one, context), [one.pointer], [], one));
  }
  for (const one of pair ? submission.pairs : nothing) {
    const { source, target } = one;
    parts.push(part(judge(pair, one, context), [source.pointer, target.pointer], [source, target]));
  }
  return parts;
}

/** Where a parameter file may change what was checked, a pass is none. */
function unlessOverridable(judged: Judged, { rule }: ActiveRule, { task }: Submission): Judged {
  const overridable = task.parameterFile && rule.meta.overridableByParameterFile === true;
  return overridable && judged.outcome === 'pass' ? parameterFile : judged;
}

function gravest(active: ActiveRule, outcomes: readonly Outcome[]): Outcome {
  const judged = outcomes.map((outcome) => outcome.judged);
  return {
    active,
    judged:
      gravity.map((outcome) => combined(judged.filter((one) => one.outcome === outcome))).find(Boolean) ??
      noParts,
    violations: outcomes.flatMap((outcome) => outcome.violations),
    lapsedExemptions: outcomes.flatMap((outcome) => outcome.lapsedExemptions),
  };
}

/** Several answers of one outcome as one: what is missing for one part is missing for the rule. */
function combined([first, ...others]: readonly Judged[]): Judged | undefined {
  if (first?.outcome !== 'undecided') return first;
  const missing = [first, ...others].flatMap((one) => (one.outcome === 'undecided' ? one.missing : []));
  return undecided(...new Set(missing));
}
