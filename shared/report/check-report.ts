import type { Finding } from '../contracts/result-contract.generated.ts';
import type { Since } from '../findings/compare-findings.ts';
import type { NotUnderstood } from '../informatica/export-package.ts';
import type { Source } from './source.ts';
import { type DecidedTask, type JudgedTask, judgedResult, nameOf } from './task-report.ts';

/** A submission, decided, or a task of a package, decided or not readable. */
export type CheckedItem = { readonly source: Source } & (
  | JudgedTask
  | (DecidedTask & { readonly task?: undefined; readonly name: string })
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
  /** Those of the submissions and packages themselves. */
  readonly unread?: readonly string[];
}

/** What people know an item by: its name, and the file that it is in. */
export function titleOf(item: CheckedItem): string {
  return `${nameOf(item)} (${item.source.path})`;
}

/** For machines: each decision, and what it is about; then what could not be read, so that nobody takes it for decided. */
export function checkResults({ items, unread = [] }: CheckReport): object[] {
  return [
    ...items.map(judgedResult),
    ...unread.map((unreadable) => ({ schemaVersion: '1' as const, unreadable })),
  ];
}
