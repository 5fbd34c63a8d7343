import type { Finding } from '../contracts/result-contract.generated.ts';
import type { Since } from '../findings/compare-findings.ts';
import type { Starter } from '../informatica/activity-page.ts';
import type { SweepChanges } from './sweep-changes.ts';
import { judgedResult, type TaskReport } from './task-report.ts';

/** What a sweep of an organization found out. */
export interface SweepReport extends TaskReport {
  /** ISO 8601. */
  readonly sweptAt: string;
  /** Of all tasks together, the gravest first. */
  readonly findings: readonly Finding[];
  /** What became of the findings of an earlier result: of `findings` those are left that are new. */
  readonly since?: Since;
  /** Who started the known runs of the tasks: only starts over REST could pass a gate. */
  readonly starts: Readonly<Record<Starter, number>>;
  /** Tasks that `--task` and `--folder` left out, and those that are not due so soon. */
  readonly leftOut: { readonly byName: number; readonly notDue: number };
  /** What changed since an earlier sweep, where one is compared with. */
  readonly changes?: SweepChanges;
  /** What could not be read, or not be kept, and is no task, a line each. */
  readonly troubles: readonly string[];
}

/** For machines: what the sweep found out, and the tasks as `check` gives them, with the findings on each. */
export function sweepResult(report: SweepReport): object {
  return { ...sweepHead(report), tasks: report.tasks.map(judgedResult) };
}

/** The same without the tasks. */
export function sweepHead(report: SweepReport): object {
  const { sweptAt, notUnderstood, starts, leftOut, changes, troubles, since } = report;
  return { schemaVersion: '1', sweptAt, notUnderstood, starts, leftOut, changes, troubles, since };
}
