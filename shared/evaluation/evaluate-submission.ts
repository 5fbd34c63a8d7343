import { absent, type Fact, ifKnown } from '../json/fact.ts';
import type { Facts } from '../rules/facts.ts';
import { type EvidenceGrade, evidenceGrades, type KnownRequester, type RuleContext } from '../rules/rule.ts';
import { notApplicable, undecided } from '../rules/verdict.ts';
import type { Hop, Submission } from '../submission/submission.ts';
import { describeSubmission } from './describe-subject.ts';
import { graver, union } from './graver.ts';
import { contextOf, judge, outcomeOf } from './judge-subject.ts';
import type { Judged, Outcome } from './outcome.ts';
import type { ActiveRule, RuleBook } from './rule-book.ts';
import { endpointPart, hopPart, pairPart, type SubmissionPart } from './submission-part.ts';
import { type FindingSite, isExempted } from './violation.ts';

const noParts = notApplicable('no-temporary-credentials');
const parameterFile = undecided('parameter-file');
const weakEvidence = undecided('evidence');
const nothing: readonly never[] = [];

/** A submission with everything that its evaluation reads. */
export interface SubmissionCase {
  readonly submission: Submission;
  readonly facts: Facts;
  /** Wall time, ISO 8601. */
  readonly evaluatedAt: string;
}

/** A violation, and the part that it is on: described where it is asked for, as there may be thousands. */
interface Violated {
  readonly judged: Judged;
  readonly part: () => SubmissionPart;
}

/** What a rule has answered on the parts so far. */
interface Answers {
  gravest: Judged | undefined;
  undecidedPart: boolean;
  unavailable: readonly string[];
  evidence: EvidenceGrade | undefined;
  readonly violated: Violated[];
}

/**
 * Judges a submission: for each rule that is judged on submissions one outcome, the gravest of those on its endpoints,
 * hops and pairs. Of the violations the first `mostViolations` become findings: there are up to 4,096 pairs, and nobody
 * may be kept waiting for them.
 */
export function evaluateSubmission(
  book: RuleBook,
  submissionCase: SubmissionCase,
  mostViolations = Number.POSITIVE_INFINITY,
): Outcome[] {
  const context = contextOf(book.policy, submissionCase.facts);
  let room = mostViolations;
  return book.rules
    .filter(({ rule: { checks } }) => checks.endpoint ?? checks.hop ?? checks.pair)
    .map((active) => {
      const answers = answersOf(active, submissionCase.submission, context);
      const outcome = outcomeWithin(room, active, answers, { book, submissionCase, context });
      room -= outcome.violations.length;
      return outcome;
    });
}

/** What a rule's answers are made into findings with. */
interface Surroundings {
  readonly book: RuleBook;
  readonly submissionCase: SubmissionCase;
  readonly context: RuleContext;
}

function outcomeWithin(
  room: number,
  active: ActiveRule,
  { gravest = noParts, undecidedPart, unavailable, evidence, violated }: Answers,
  { book, submissionCase, context }: Surroundings,
): Outcome {
  const found = violated
    .slice(0, room)
    .map(({ judged, part }) =>
      outcomeOf(book, active, judged, () => siteOf(part(), submissionCase, context)),
    );
  const omitted = violated.slice(found.length);
  return {
    active,
    judged: gravest,
    undecidedPart,
    unavailable,
    evidence,
    violations: found.flatMap((outcome) => outcome.violations),
    lapsedExemptions: found.flatMap((outcome) => outcome.lapsedExemptions),
    ...(omitted.length > 0 && {
      omitted: {
        count: omitted.length,
        unexempted: onePartOfEachHop(omitted).some(
          (part) => !isExempted(book, active, siteOf(part, submissionCase, context)),
        ),
      },
    }),
  };
}

/** Nothing else tells an exemption one part of a submission from another (policy contract, `exemptions[].subject`). */
function onePartOfEachHop(violated: readonly Violated[]): SubmissionPart[] {
  const parts = new Map<string, SubmissionPart>();
  for (const { part } of violated) {
    const one = part();
    parts.set(one.hop === undefined ? '' : `${one.hop.kind} ${one.hop.connection.id}`, one);
  }
  return [...parts.values()];
}

function answersOf(active: ActiveRule, submission: Submission, context: RuleContext): Answers {
  const { endpoint: ofEndpoint, hop: ofHop, pair: ofPair } = active.rule.checks;
  const answers: Answers = {
    gravest: undefined,
    undecidedPart: false,
    unavailable: nothing,
    evidence: undefined,
    violated: [],
  };
  if (ofHop !== undefined) {
    for (const hop of submission.hops) {
      const judged = judge(ofHop, hop, context);
      if (active.rule.meta.judgesRequester !== true) add(answers, judged, hopPart, hop);
      else addOnRequester(answers, judged, hop, { active, context });
    }
  }
  if (ofEndpoint !== undefined) {
    for (const endpoint of submission.endpoints) {
      const judged = unlessOverridable(judge(ofEndpoint, endpoint, context), active, endpoint.overridable);
      add(answers, judged, endpointPart, endpoint);
    }
  }
  if (ofPair !== undefined) {
    for (const pair of submission.pairs) {
      const isOverridable = pair.source.overridable || pair.target.overridable;
      add(answers, unlessOverridable(judge(ofPair, pair, context), active, isOverridable), pairPart, pair);
    }
  }
  return answers;
}

/** Adds an answer that rests on the evidence that there is on the requester of a hop. */
function addOnRequester(
  answers: Answers,
  judged: Judged,
  hop: Hop,
  { active, context }: { readonly active: ActiveRule; readonly context: RuleContext },
): void {
  const source = judged.outcome === 'not-applicable' ? undefined : sourceOf(context.requesterOf(hop));
  answers.evidence = weaker(answers.evidence, source);
  add(answers, unlessUnproven(judged, active, source), hopPart, hop);
}

function add<Subject>(
  answers: Answers,
  judged: Judged,
  partOf: (subject: Subject) => SubmissionPart,
  subject: Subject,
): void {
  answers.gravest = graver(answers.gravest, judged);
  if (judged.outcome === 'undecided') {
    answers.undecidedPart = true;
    if (judged.unavailable !== undefined)
      answers.unavailable = union(answers.unavailable, judged.unavailable);
  }
  if (judged.outcome === 'violation') answers.violated.push({ judged, part: () => partOf(subject) });
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
  source: EvidenceGrade = 'declared',
): Judged {
  if (judged.outcome !== 'pass') return judged;
  return evidenceGrades.indexOf(source) < evidenceGrades.indexOf(minimumEvidence) ? weakEvidence : judged;
}

function sourceOf(requester: Fact<KnownRequester>): EvidenceGrade | undefined {
  return ifKnown(requester)?.source;
}

/** The weaker of two grades of evidence, of which one may not be there. */
function weaker(one: EvidenceGrade | undefined, other: EvidenceGrade | undefined): EvidenceGrade | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return evidenceGrades.indexOf(one) < evidenceGrades.indexOf(other) ? one : other;
}

function siteOf(
  part: SubmissionPart,
  { submission, facts, evaluatedAt }: SubmissionCase,
  context: RuleContext,
): FindingSite {
  const account = facts.keyAccounts.get(part.hop?.accessKeyId ?? '') ?? absent;
  return {
    key: [submission.digest, ...part.pointers],
    subject: describeSubmission(submission, part, account, context),
    evidence: { accessKeyAccountId: ifKnown(account), connectionName: nameOf(part) },
    attempt: false,
    observedAt: evaluatedAt,
  };
}

/** What people call the connection, where that is not its key. */
function nameOf({ hop }: SubmissionPart): string | undefined {
  return hop === undefined || hop.connection.name === hop.connection.id ? undefined : hop.connection.name;
}
