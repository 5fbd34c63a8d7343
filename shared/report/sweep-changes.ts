import type { RuleResult, Severity } from '../contracts/result-contract.generated.ts';
import { findingId } from '../findings/finding-id.ts';
import type { JudgedTask, TaskName } from './task-report.ts';

/** A finding on a task, as sweeps are compared by it. */
export interface TaskFinding {
  readonly id: string;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly message: string;
  readonly task: Pick<TaskName, 'id' | 'name' | 'folder'>;
}

/** What changed between two sweeps. */
export interface SweepChanges {
  /** When the earlier one was (ISO 8601). */
  readonly since: string;
  readonly new: readonly TaskFinding[];
  /** Findings that are gone: the rule has an answer on the task now, or the task is gone itself. */
  readonly cleared: readonly TaskFinding[];
  readonly stillThere: readonly TaskFinding[];
  /** Findings on tasks that this sweep did not decide, or by rules that it left open on them: nobody knows. */
  readonly notLookedAt: readonly TaskFinding[];
}

/** The findings on tasks, each once; exempted ones are none. */
export function findingsOn(tasks: readonly JudgedTask[]): TaskFinding[] {
  const findings = tasks.flatMap((judged) => {
    if ('unreadable' in judged) return [];
    const { id: taskId, name, folder } = judged.task;
    const violations = judged.decision.violations.filter(({ status }) => status !== 'exempted');
    return violations.map((violation): TaskFinding => {
      const { ruleId, severity, message } = violation;
      return { id: findingId(violation), ruleId, severity, message, task: { id: taskId, name, folder } };
    });
  });
  return [...new Map(findings.map((finding) => [finding.id, finding])).values()];
}

/** The sweep that is compared with an earlier one. */
export interface LaterSweep {
  readonly tasks: readonly JudgedTask[];
  /** Ids of all tasks that there are; `undefined` where that is not known. */
  readonly listed: ReadonlySet<string> | undefined;
}

/** Compares a sweep with the findings of an earlier one. */
export function changesSince(
  earlier: { readonly sweptAt: string; readonly findings: readonly TaskFinding[] },
  { tasks, listed }: LaterSweep,
): SweepChanges {
  const now = findingsOn(tasks);
  const [before, after] = [earlier.findings, now].map((findings) => new Set(findings.map(({ id }) => id)));
  const answered = answeredRules(tasks);
  const gone = earlier.findings.filter(({ id }) => !after?.has(id));
  const isCleared = ({ task, ruleId }: TaskFinding) =>
    answered.get(task.id)?.has(ruleId) === true || listed?.has(task.id) === false;
  return {
    since: earlier.sweptAt,
    new: now.filter(({ id }) => !before?.has(id)),
    cleared: gone.filter(isCleared),
    stillThere: now.filter(({ id }) => before?.has(id)),
    notLookedAt: gone.filter((finding) => !isCleared(finding)),
  };
}

/** Task id → the rules that have an answer on it: evidence that is missing now, or a fault, clears nothing. */
function answeredRules(tasks: readonly JudgedTask[]): ReadonlyMap<string, ReadonlySet<string>> {
  const isAnswer = ({ outcome }: RuleResult) => outcome !== 'undecided' && outcome !== 'fault';
  return new Map(
    tasks.flatMap((judged) => {
      if ('unreadable' in judged) return [];
      const rules = judged.decision.results.filter(isAnswer).map(({ ruleId }) => ruleId);
      return [[judged.task.id, new Set(rules)] as const];
    }),
  );
}
