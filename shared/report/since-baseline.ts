import type { Decision, Violation } from '../contracts/result-contract.generated.ts';
import type { Cause } from '../findings/cause.ts';
import { type ComparedFinding, compareFindings, type Since } from '../findings/compare-findings.ts';
import { findingKey, idOfKey } from '../findings/finding-id.ts';
import { findingsOf } from '../findings/findings-of.ts';
import { type Baseline, openKey, placeOf, plainPath } from './baseline.ts';
import { MalformedResultError } from './errors.ts';
import type { Result, ResultKind, Results } from './result.ts';
import {
  type DecidedTask,
  type JudgedItem,
  nameOf,
  type ReportedDecision,
  violationsOn,
} from './task-report.ts';
import { blocksForWantOfEvidence } from './want-of-evidence.ts';

/** What of a report is compared. */
interface Comparable {
  readonly findings: readonly ComparedFinding[];
  readonly places: ReadonlySet<string>;
  /** Whether scope or filters leave anybody out. */
  readonly isLimited: boolean;
  readonly isAnswered: (finding: ComparedFinding) => boolean;
}

/** How the earlier result is left out of the later one. */
interface Difference {
  readonly isNew: (violation: Violation) => boolean;
  readonly since: Since;
  readonly open: Baseline['open'];
}

/** A decision, or why there is none: where it stands, and what people call it. */
type Placed = { readonly place: string; readonly name: string } & JudgedPart;
type JudgedPart = Pick<DecidedTask, 'decision'> | { readonly unreadable: string };

/** Leaves of a result what is new since a saved one, and says what is gone. Throws MalformedResultError where that is of other things. */
export function sinceBaseline<Kind extends ResultKind>(
  { kind, report }: Result<Kind>,
  baseline: Baseline & { readonly path: string },
): Result {
  const now = comparables[kind](report);
  if (areApart(now.places, baseline.places))
    throw new MalformedResultError(
      `it is about ${shortList(baseline.places)}, and nothing of that is looked at now (${shortList(now.places)})`,
    );
  const isLooked = baseline.isLimited || !now.isLimited;
  const { isKnown, ...rest } = compareFindings(
    now.findings,
    baseline.findings,
    (finding) => isLooked && now.isAnswered(finding),
  );
  return newer[kind](report, {
    isNew: newViolations(isKnown),
    since: { baseline: baseline.path, ...rest },
    open: baseline.open,
  });
}

const comparables: {
  readonly [Kind in ResultKind]: (report: Results[Kind]) => Comparable;
} = {
  audit: ({ findings, paths = [], coverage }) => ({
    findings,
    places: new Set(paths.map(plainPath)),
    isLimited: coverage.isLimited,
    isAnswered: isAnsweredBy(coverage),
  }),
  access: ({ findings, principals, outOfScope, leftOut, isJudged }) => {
    const answers = new Map(principals.map(({ arn, hasAccess }) => [arn, hasAccess]));
    return {
      findings,
      places: new Set(principals.flatMap(({ arn }) => arn.split(':').slice(4, 5))),
      isLimited: outOfScope + leftOut > 0,
      isAnswered: ({ cause }) => isJudged && answers.get(principalOf(cause)) !== null,
    };
  },
  sweep: ({ findings, tasks }) => ({
    findings,
    ...decisionsOf(tasks.map((judged) => ({ ...judged, place: placeOf(judged), name: judged.task.name }))),
  }),
  check: ({ findings, items }) => ({
    findings,
    ...decisionsOf(items.map((item) => ({ ...item, name: nameOf(item), place: placeOf(item) }))),
  }),
};

const newer: {
  readonly [Kind in ResultKind]: (report: Results[Kind], difference: Difference) => Result;
} = {
  audit: (report, { isNew, since }) => {
    const violations = report.violations.filter(isNew);
    return { kind: 'audit', report: { ...report, findings: findingsOf(violations), violations, since } };
  },
  access: (report, { isNew, since }) => {
    const violations = report.violations.filter(isNew);
    return { kind: 'access', report: { ...report, findings: findingsOf(violations), violations, since } };
  },
  sweep: (report, difference) => {
    const { since } = difference;
    const tasks = report.tasks.map((task) => newerItem(task, difference));
    return { kind: 'sweep', report: { ...report, tasks, findings: findingsOf(violationsOn(tasks)), since } };
  },
  check: (report, difference) => {
    const { since } = difference;
    const items = report.items.map((item) => newerItem(item, difference));
    return { kind: 'check', report: { ...report, items, findings: findingsOf(violationsOn(items)), since } };
  },
};

function decisionsOf(placed: readonly Placed[]): Omit<Comparable, 'findings'> {
  return {
    places: new Set(placed.map(({ place }) => place)),
    isLimited: false,
    isAnswered: ({ place, ruleId, cause }) => {
      const there = placed.filter((one) =>
        place === undefined ? one.name === taskOf(cause) : one.place === place,
      );
      return there.length > 0 && there.every((one) => 'decision' in one && isAnswer(one.decision, ruleId));
    },
  };
}

/** Evidence that is missing now, or a fault, clears nothing. */
function isAnswer({ results }: Decision, rule: string): boolean {
  return results.some(
    ({ ruleId, outcome }) => ruleId === rule && outcome !== 'undecided' && outcome !== 'fault',
  );
}

/** What a damaged or interrupted audit did not see, or what a rule could not decide on a requester, may be there still. */
function isAnsweredBy({ filesSkipped, interrupted, undecided, rules }: Results['audit']['coverage']) {
  const isWhole = filesSkipped.length === 0 && interrupted !== true;
  return ({ ruleId, cause }: ComparedFinding): boolean => {
    const { requester }: Cause = cause;
    const isOpen = undecided.some(
      (one) =>
        one.ruleId === ruleId &&
        (one.requesterCount > one.requesters.length || one.requesters.some((name) => name === requester)),
    );
    // A rule that is off answers nothing.
    return isWhole && !isOpen && rules[ruleId] !== undefined;
  };
}

function newerItem<Item extends JudgedItem>(item: Item, difference: Difference): Item {
  return 'decision' in item
    ? { ...item, decision: newerDecision(item.decision, placeOf(item), difference) }
    : item;
}

function newerDecision(
  decision: Decision,
  place: string,
  { isNew, open }: Pick<Difference, 'isNew' | 'open'>,
): ReportedDecision {
  const violations = decision.violations.filter(isNew);
  const known = decision.violations.length - violations.length;
  const newlyOpen =
    blocksForWantOfEvidence(decision) &&
    decision.results.some(
      ({ outcome, ruleId, missing }) => outcome === 'undecided' && !open.has(openKey(place, ruleId, missing)),
    );
  return { ...decision, violations, ...(known > 0 && { known }), ...(newlyOpen && { newlyOpen }) };
}

/** Violations are many, and their findings few: an id is made once for each. */
function newViolations(isKnown: (id: string) => boolean): Difference['isNew'] {
  const known = new Map<string, boolean>();
  return (violation) => {
    const key = findingKey(violation);
    const isOld = known.get(key) ?? isKnown(idOfKey(key));
    known.set(key, isOld);
    return !isOld;
  };
}

function taskOf(cause: Cause): string | undefined {
  return cause.task;
}

function principalOf(cause: Cause): string {
  return cause.principal ?? '';
}

/** Whether two sets, neither of them empty, have nothing in common. */
function areApart(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size > 0 && other.size > 0 && ![...one].some((place) => other.has(place));
}

function shortList(names: ReadonlySet<string>): string {
  const [first = ''] = names;
  return `\`${first}\`${names.size === 1 ? '' : ` and ${names.size - 1} more`}`;
}
