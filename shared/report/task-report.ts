import type { Decision, RuleResult, Violation } from '../contracts/result-contract.generated.ts';
import { findingsOf } from '../findings/findings-of.ts';
import { severities } from '../findings/gravest-first.ts';
import type { NotUnderstood } from '../informatica/export-package.ts';
import type { Facts } from '../rules/facts.ts';
import { expectedSecondsOf, unlessInUse } from '../rules/questions.ts';
import type { Submission } from '../submission/submission.ts';

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

export type JudgedTask = { readonly task: TaskName } & (DecidedTask | { readonly unreadable: string });

export interface DecidedTask {
  readonly decision: Decision;
  /** How long it is expected to run, where anybody says. */
  readonly expectedSeconds: number | undefined;
  /** The least Temporary Credential Duration of its endpoints; `undefined` where none is in use, or one is unresolved. */
  readonly shortestSeconds: number | undefined;
}

/** What a decision is told with: the two numbers that G3 compares. */
export function decidedTask(decision: Decision, submission: Submission, facts: Facts): DecidedTask {
  const { task, endpoints } = submission;
  const inUse = endpoints.filter((endpoint) => unlessInUse(endpoint) === undefined);
  const isOpen = inUse.some(({ unresolved }) => unresolved.has('temporaryCredentialDuration'));
  const shortest = Math.min(...inUse.map(({ durationSeconds }) => durationSeconds));
  return {
    decision,
    expectedSeconds: expectedSecondsOf(task, facts),
    shortestSeconds: isOpen || inUse.length === 0 ? undefined : shortest,
  };
}

/** The decisions on tasks, each with the task's folder and name. */
export function decidedTasks({ tasks }: Pick<TaskReport, 'tasks'>): { name: string; decision: Decision }[] {
  return tasks.flatMap((judged) => {
    const { folder, name } = judged.task;
    return 'unreadable' in judged ? [] : [{ name: `${folder}/${name}`, decision: judged.decision }];
  });
}

/** The violations in decisions, in their order; what could not be read has none. */
export function violationsOn(
  tasks: readonly (Pick<DecidedTask, 'decision'> | { readonly unreadable: string })[],
): Violation[] {
  return tasks.flatMap((judged) => ('unreadable' in judged ? [] : judged.decision.violations));
}

/** For machines: the decision, and which task it is about; or the task, and why it could not be read. */
export function taskResult(judged: JudgedTask): object {
  const { task } = judged;
  return 'unreadable' in judged
    ? { schemaVersion: '1', task, unreadable: judged.unreadable }
    : { ...decisionResult(judged.decision), task };
}

/** For machines: a decision, and the findings that its violations are. */
export function decisionResult(decision: Decision): object {
  const { violations, ...rest } = decision;
  return { ...rest, findings: findingsOf(violations), violations };
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
