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
  /** What could not be read and is no task, a line each. */
  readonly troubles: readonly string[];
}

/** For machines: the tasks as `check` gives them, with the findings on each, and what else the sweep found out. */
export function sweepResult({ tasks, findings: _, ...rest }: SweepReport): object {
  return { schemaVersion: '1', ...rest, tasks: tasks.map(judgedResult) };
}
