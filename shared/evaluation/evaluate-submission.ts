import type { Facts } from '../rules/facts.ts';
import { evidenceGrades, type RuleContext } from '../rules/rule.ts';
import { notApplicable, undecided } from '../rules/verdict.ts';
import type { Hop, Submission } from '../submission/submission.ts';
import { describeSubmission } from './describe-subject.ts';
import { contextOf, judge, outcomeOf } from './judge-subject.ts';
import type { Judged, Outcome } from './outcome.ts';
import type { ActiveRule, RuleBook } from './rule-book.ts';
import { endpointPart, hopPart, pairPart, type SubmissionPart } from './submission-part.ts';
import type { FindingSite } from './violation.ts';

/** How grave an outcome of a rule on a part of a submission is: the gravest is the rule's. */
const gravity = { fault: 4, violation: 3, undecided: 2, pass: 1, 'not-applicable': 0 } as const;
const noParts = notApplicable('no-temporary-credentials');
const parameterFile = undecided('parameter-file');
const evidence = undecided('evidence');

/** A submission with everything that its evaluation reads. */
export interface SubmissionCase {
  readonly submission: Submission;
  readonly facts: Facts;
  /** Wall time, ISO 8601. */
  readonly evaluatedAt: string;
}

/** What a rule has answered on the parts so far. */
interface Answers {
  gravest: Judged | undefined;
  undecidedPart: boolean;
  readonly violated: { readonly judged: Judged; readonly part: SubmissionPart }[];
}

/**
 * Judges a submission: for each rule that is judged on submissions one outcome, the gravest of those on its endpoints,
 * hops and pairs.
 */
export function evaluateSubmission(book: RuleBook, submissionCase: SubmissionCase): Outcome[] {
  const context = contextOf(book.policy, submissionCase.facts);
  return book.rules
    .filter(({ rule: { checks } }) => checks.endpoint ?? checks.hop ?? checks.pair)
    .map((active) => {
      const {
        gravest = noParts,
        undecidedPart,
        violated,
      } = answersOf(active, submissionCase.submission, context);
      const found = violated.map(({ judged, part }) =>
        outcomeOf(book, active, judged, () => siteOf(part, submissionCase, context)),
      );
      return {
        active,
        judged: gravest,
        undecidedPart,
        violations: found.flatMap((outcome) => outcome.violations),
        lapsedExemptions: found.flatMap((outcome) => outcome.lapsedExemptions),
      };
    });
}

function answersOf(active: ActiveRule, submission: Submission, context: RuleContext): Answers {
  const { endpoint: ofEndpoint, hop: ofHop, pair: ofPair } = active.rule.checks;
  const answers: Answers = { gravest: undefined, undecidedPart: false, violated: [] };
  if (ofEndpoint !== undefined) {
    for (const endpoint of submission.endpoints) {
      const judged = unlessOverridable(judge(ofEndpoint, endpoint, context), active, endpoint.overridable);
      add(answers, judged, endpointPart, endpoint);
    }
  }
  if (ofHop !== undefined) {
    for (const hop of submission.hops)
      add(answers, unlessUnproven(judge(ofHop, hop, context), active, hop, context), hopPart, hop);
  }
  if (ofPair !== undefined) {
    for (const pair of submission.pairs) {
      const isOverridable = pair.source.overridable || pair.target.overridable;
      add(answers, unlessOverridable(judge(ofPair, pair, context), active, isOverridable), pairPart, pair);
    }
  }
  return answers;
}

function add<Subject>(
  answers: Answers,
  judged: Judged,
  partOf: (subject: Subject) => SubmissionPart,
  subject: Subject,
): void {
  answers.gravest = graver(answers.gravest, judged);
  answers.undecidedPart ||= judged.outcome === 'undecided';
  if (judged.outcome === 'violation') answers.violated.push({ judged, part: partOf(subject) });
}

/** Where a parameter file may change what was checked, a pass is none. */
function unlessOverridable(judged: Judged, { rule }: ActiveRule, isOverridable: boolean): Judged {
  if (judged.outcome !== 'pass' || !isOverridable) return judged;
  return rule.meta.overridableByParameterFile === true ? parameterFile : judged;
}

/** Where the policy asks for more evidence on the requester than there is, a pass is none. */
function unlessUnproven(
  judged: Judged,
  { minimumEvidence }: ActiveRule,
  hop: Hop,
  { requesterOf }: RuleContext,
): Judged {
  const least = evidenceGrades.indexOf(minimumEvidence);
  if (judged.outcome !== 'pass' || least === 0) return judged;
  return evidenceGrades.indexOf(requesterOf(hop)?.source ?? 'declared') < least ? evidence : judged;
}

function siteOf(
  part: SubmissionPart,
  { submission, facts, evaluatedAt }: SubmissionCase,
  context: RuleContext,
): FindingSite {
  const accountId = facts.keyAccounts.get(part.hop?.accessKeyId ?? '');
  return {
    key: [submission.digest, ...part.pointers],
    subject: describeSubmission(submission, part, accountId, context),
    evidence: { accessKeyAccountId: accountId, connectionName: nameOf(part) },
    attempt: false,
    observedAt: evaluatedAt,
  };
}

/** What people call the connection, where that is not its key. */
function nameOf({ hop }: SubmissionPart): string | undefined {
  return hop === undefined || hop.connection.name === hop.connection.id ? undefined : hop.connection.name;
}

/** The graver of two answers, the first where they are alike; what is missing for either is missing for both. */
function graver(one: Judged | undefined, other: Judged): Judged {
  if (one === undefined || gravity[other.outcome] > gravity[one.outcome]) return other;
  if (one.outcome !== 'undecided' || other.outcome !== 'undecided') return one;
  if (other.missing.every((missing) => one.missing.includes(missing))) return one;
  return undecided(...new Set([...one.missing, ...other.missing]));
}
