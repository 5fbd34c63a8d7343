import type { Facts } from '../rules/facts.ts';
import type { Check, RuleContext } from '../rules/rule.ts';
import { notApplicable, undecided } from '../rules/verdict.ts';
import type { BucketPair, Connection, Endpoint, Submission } from '../submission/submission.ts';
import { describeSubmission } from './describe-subject.ts';
import { contextOf, judge, outcomeOf } from './judge-subject.ts';
import type { Judged, Outcome } from './outcome.ts';
import type { ActiveRule, RuleBook } from './rule-book.ts';
import type { FindingSite } from './violation.ts';

/** How grave an outcome of a rule on a part of a submission is: the gravest is the rule's. */
const gravity = { fault: 4, violation: 3, undecided: 2, pass: 1, 'not-applicable': 0 } as const;
const noParts = notApplicable('no-temporary-credentials');
const parameterFile = undecided('parameter-file');

/** A submission with everything that its evaluation reads. */
export interface SubmissionCase {
  readonly submission: Submission;
  readonly facts: Facts;
  /** Wall time, ISO 8601. */
  readonly evaluatedAt: string;
}

/** Where a part stands, and what a finding about it is about. */
interface Part {
  readonly pointers: readonly string[];
  readonly endpoints: readonly Endpoint[];
  readonly connection?: Connection;
}

/** Judges a submission: one outcome for each rule, the gravest of those on its endpoints, connections and pairs. */
export function evaluateSubmission(book: RuleBook, submissionCase: SubmissionCase): Outcome[] {
  const context = contextOf(book.policy, submissionCase.facts);
  return book.rules.map((active) => evaluateRule(book, active, submissionCase, context));
}

function evaluateRule(
  book: RuleBook,
  active: ActiveRule,
  submissionCase: SubmissionCase,
  context: RuleContext,
): Outcome {
  const { submission } = submissionCase;
  const { endpoint, connection, pair } = active.rule.checks;
  const overridable = submission.task.parameterFile && active.rule.meta.overridableByParameterFile === true;
  const found: Outcome[] = [];
  let gravest: Judged | undefined;
  let undecidedPart = false;

  function judgeEach<Subject>(
    check: Check<Subject> | undefined,
    subjects: readonly Subject[],
    partOf: (subject: Subject) => Part,
  ): void {
    if (check === undefined) return;
    for (const subject of subjects) {
      const answer = judge(check, subject, context);
      // Where a parameter file may change what was checked, a pass is none.
      const judged = overridable && answer.outcome === 'pass' ? parameterFile : answer;
      gravest = graver(gravest, judged);
      undecidedPart ||= judged.outcome === 'undecided';
      if (judged.outcome !== 'violation') continue;
      found.push(outcomeOf(book, active, judged, () => siteOf(partOf(subject), submissionCase)));
    }
  }

  judgeEach(endpoint, submission.endpoints, endpointPart);
  judgeEach(connection, submission.connectionsInUse, connectionPart);
  judgeEach(pair, submission.pairs, pairPart);
  return {
    active,
    judged: gravest ?? noParts,
    undecidedPart,
    violations: found.flatMap((outcome) => outcome.violations),
    lapsedExemptions: found.flatMap((outcome) => outcome.lapsedExemptions),
  };
}

function endpointPart(endpoint: Endpoint): Part {
  return { pointers: [endpoint.pointer], endpoints: [endpoint], connection: endpoint.connection };
}

function connectionPart(connection: Connection): Part {
  return { pointers: [connection.pointer], endpoints: [], connection };
}

function pairPart({ source, target }: BucketPair): Part {
  return { pointers: [source.pointer, target.pointer], endpoints: [source, target] };
}

function siteOf(
  { pointers, endpoints, connection }: Part,
  { submission, facts, evaluatedAt }: SubmissionCase,
): FindingSite {
  return {
    key: [submission.digest, ...pointers],
    subject: describeSubmission(submission, endpoints, connection, facts),
    evidence: { accessKeyAccountId: facts.keyAccounts.get(connection?.accessKeyId ?? '') },
    attempt: false,
    observedAt: evaluatedAt,
  };
}

/** The graver of two answers, the first where they are alike; what is missing for either is missing for both. */
function graver(one: Judged | undefined, other: Judged): Judged {
  if (one === undefined || gravity[other.outcome] > gravity[one.outcome]) return other;
  if (one.outcome !== 'undecided' || other.outcome !== 'undecided') return one;
  if (other.missing.every((missing) => one.missing.includes(missing))) return one;
  return undecided(...new Set([...one.missing, ...other.missing]));
}
