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

/**
 * For machines: each decision, and what it is about; then what could not be read, so that nobody takes it for decided; last
 * what there is to say of all together.
 */
export function checkResults(report: CheckReport): object[] {
  const whole = wholeOf(report);
  return [...itemResults(report), ...(whole === undefined ? [] : [{ schemaVersion: '1', check: whole }])];
}

/** The same as one JSON value: the only decision stands alone, and what there is to say of the check is in it. */
export function checkDocument(report: CheckReport): object {
  const [only, ...others] = itemResults(report);
  if (only === undefined || others.length > 0 || report.hasPackage) return checkResults(report);
  return { ...only, check: wholeOf(report) };
}

function itemResults({ items, unread = [] }: CheckReport): object[] {
  return [
    ...items.map(judgedResult),
    ...unread.map((unreadable) => ({ schemaVersion: '1' as const, unreadable })),
  ];
}

/** What saved decisions cannot say of the check that they are of. */
export interface CheckAsWhole extends Pick<CheckReport, 'since'> {
  /** What could not be read and is no submission and no package. */
  readonly troubles?: readonly string[];
  readonly notUnderstood?: readonly NotUnderstood[];
  /** Where no task tells it. */
  readonly hasPackage?: true;
}

function wholeOf(report: CheckReport): CheckAsWhole | undefined {
  const { items, since, notUnderstood, troubles, unread = [] } = report;
  const further = troubles.filter((trouble) => !unread.includes(trouble));
  const hasPackage = report.hasPackage && items.every(({ task }) => task === undefined);
  const whole: CheckAsWhole = {
    ...(since !== undefined && { since }),
    ...(further.length > 0 && { troubles: further }),
    ...(notUnderstood.length > 0 && { notUnderstood }),
    ...(hasPackage && { hasPackage }),
  };
  return Object.keys(whole).length === 0 ? undefined : whole;
}
