import type { Decision, RuleResult, Violation } from '../contracts/result-contract.generated.ts';
import type { Since } from '../findings/compare-findings.ts';
import { findingsOf } from '../findings/findings-of.ts';
import { severities } from '../findings/gravest-first.ts';
import type { NotUnderstood } from '../informatica/export-package.ts';
import { counted } from '../json/counted.ts';
import { ifKnown } from '../json/fact.ts';
import type { Facts } from '../rules/facts.ts';
import { expectedSecondsOf, unlessInUse } from '../rules/questions.ts';
import type { KnownRun } from '../sessions/known-runs.ts';
import type { Submission } from '../submission/submission.ts';
import type { Source } from './source.ts';

/** The tasks of export packages or of an organization, each decided or not readable, in their order. */
export interface TaskReport {
  readonly tasks: readonly JudgedTask[];
  readonly notUnderstood: readonly NotUnderstood[];
}

/** Which task it is. */
export interface TaskName {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  /** Taskflows that run it. */
  readonly taskflows: readonly string[];
  /** When it is due next (ISO 8601), or `unknown`; absent where nothing says that it is due. */
  readonly due?: string;
}

/** Something that was decided, or why it could not be read; `task` where it is a task of Informatica. */
export type JudgedItem = {
  readonly task?: TaskName | undefined;
  /** What people call it, where it is no task of Informatica. */
  readonly name?: string;
  readonly source?: Source;
} & (DecidedTask | { readonly unreadable: string });

export type JudgedTask = JudgedItem & { readonly task: TaskName };

/** A decision, and what an earlier result left of it. */
export interface ReportedDecision extends Decision {
  /** Violations that the earlier result has, and that are left out here. */
  readonly known?: number;
  /** Whether it blocks for want of evidence that was not missing in the earlier result. */
  readonly newlyOpen?: true;
}

export interface DecidedTask {
  readonly decision: ReportedDecision;
  /** How long it is expected to run, where anybody says. */
  readonly expectedSeconds: number | undefined;
  /** The least Temporary Credential Duration of its endpoints; `undefined` where none is in use, or one is unresolved. */
  readonly shortestSeconds: number | undefined;
  /** Its latest known runs, the latest first; absent where none are known. */
  readonly runs?: readonly TaskRun[];
}

/** A known run of a task; `startedAt` in ISO 8601. */
export interface TaskRun extends Omit<KnownRun, 'startedAt'> {
  readonly startedAt: string;
}

/** The two numbers that G3 compares, with which a decision is told. */
export type ToldSeconds = Pick<DecidedTask, 'expectedSeconds' | 'shortestSeconds'>;

/** A decision and what it is told with. */
export function decidedTask(decision: Decision, submission: Submission, facts: Facts): DecidedTask {
  return { decision, ...toldSeconds(submission, facts) };
}

export function toldSeconds({ task, endpoints }: Submission, facts: Facts): ToldSeconds {
  const inUse = endpoints.filter((endpoint) => unlessInUse(endpoint) === undefined);
  const isOpen = inUse.some(({ unresolved }) => unresolved.has('temporaryCredentialDuration'));
  const known = task.id === undefined ? undefined : ifKnown(facts.runs.get(task.id));
  const shortest = Math.min(...inUse.map(({ durationSeconds }) => durationSeconds));
  return {
    expectedSeconds: expectedSecondsOf(task, facts),
    shortestSeconds: isOpen || inUse.length === 0 ? undefined : shortest,
    ...(known !== undefined && known.latest.length > 0 && { runs: known.latest.map(taskRun) }),
  };
}

function taskRun({ startedAt, ...run }: KnownRun): TaskRun {
  return { startedAt: new Date(startedAt).toISOString(), ...run };
}

/** The decisions on items, each with what people call it. */
export function namedDecisions(items: readonly JudgedItem[]): { name: string; decision: ReportedDecision }[] {
  return items.flatMap((item) =>
    'unreadable' in item ? [] : [{ name: nameOf(item), decision: item.decision }],
  );
}

/** What people call an item: a task of Informatica with its folder. */
export function nameOf({ task, name = '' }: JudgedItem): string {
  return task === undefined ? name : `${task.folder}/${task.name}`;
}

/** The violations in decisions, in their order; what could not be read has none. */
export function violationsOn(items: readonly JudgedItem[]): Violation[] {
  return items.flatMap((item) => ('unreadable' in item ? [] : item.decision.violations));
}

/**
 * For machines: the decision, the findings that its violations are, what it is about, and what it is told with; or what
 * could not be read, and why. Its members stand in one order, wherever the item comes from.
 */
export function judgedResult(item: JudgedItem): object {
  const { task, name, source } = item;
  if ('unreadable' in item) return { schemaVersion: '1', task, unreadable: item.unreadable, name, source };
  const { decision, expectedSeconds, shortestSeconds, runs } = item;
  const { violations, ...answer } = decision;
  const about = { task, name, source, expectedSeconds, shortestSeconds, runs };
  return { ...answer, findings: findingsOf(violations), violations, ...about };
}

/** Whether a decision says nothing that an earlier result, if there is one, does not say too. */
export function isAsBefore({ violations, newlyOpen }: ReportedDecision, since: Since | undefined): boolean {
  const isNew = newlyOpen === true || violations.some(({ status }) => status !== 'exempted');
  return since !== undefined && !isNew;
}

/** What is left out of a decision because an earlier result has it, in words; none where nothing is. */
export function knownText({ known = 0 }: ReportedDecision): string[] {
  return known === 0 ? [] : [`${counted(known, 'violation')} of before`];
}

/** The rule that weighs most in a decision, and its outcome where that is no violation; empty where all is well. */
export function gravestRule({ results, violations }: Decision): string {
  const first = (outcome: RuleResult['outcome']) => {
    const found = results.find((result) => result.outcome === outcome);
    return found && `${found.ruleId} (${outcome})`;
  };
  const [gravest] = violations
    .filter(({ status }) => status !== 'exempted')
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  return first('fault') ?? gravest?.ruleId ?? first('undecided') ?? '';
}
