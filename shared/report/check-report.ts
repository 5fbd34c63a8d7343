import type { Finding } from '../contracts/result-contract.generated.ts';
import type { Since } from '../findings/compare-findings.ts';
import type { NotUnderstood } from '../informatica/export-package.ts';
import { type DecidedTask, decisionResult, type JudgedTask, taskResult } from './task-report.ts';

/**
 * A submission, decided, or a task of a package, decided or not readable. `title` is what a person knows it by, `name` the
 * same without its file; `file` is the file, from where the command ran.
 */
export type CheckedItem = { readonly title: string; readonly file: string; readonly name: string } & (
  | JudgedTask
  | (DecidedTask & { readonly task?: undefined })
);

/** What `sts-warden check` gives. */
export interface CheckReport {
  /** In the order of the files. */
  readonly items: readonly CheckedItem[];
  /** Of all that was decided together, the gravest first. */
  readonly findings: readonly Finding[];
  /** What became of the findings of an earlier result: of `findings` those are left that are new. */
  readonly since?: Since;
  readonly notUnderstood: readonly NotUnderstood[];
  /** Whether one of the paths is an export package, which is always a list of tasks. */
  readonly hasPackage: boolean;
  /** What could not be read, a line each. */
  readonly troubles: readonly string[];
}

/** For machines: each decision, with the task of a package that it is about, and its file. */
export function checkResults({ items }: CheckReport): object[] {
  return items.map((item) => ({
    ...(item.task === undefined ? decisionResult(item.decision) : taskResult(item)),
    source: { path: item.file },
  }));
}
