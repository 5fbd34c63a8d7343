import type { JudgedRecord } from '../cloudtrail/record.ts';
import type { Violation } from '../contracts/result-contract.generated.ts';
import type { RuleBook } from '../evaluation/rule-book.ts';
import { FindingGroups } from '../findings/findings-of.ts';
import type { Facts } from '../rules/facts.ts';
import { UnfitPartError } from './audit-part.ts';
import type { ArchiveAuditReport } from './audit-report.ts';
import { AuditTotal, byTime } from './audit-result.ts';
import { differentPolicies, type SliceResult, type SliceSum } from './audit-slice.ts';
import type { SlicedWhole } from './plan-slices.ts';

/** Where the results of slices are kept. Each is asked for once, by the slice's place among all. */
export interface SliceResults {
  readonly sumOf: (slice: number) => Promise<SliceSum | undefined> | SliceSum | undefined;
  readonly violationsOf: (slice: number) => Promise<readonly Violation[]> | readonly Violation[];
  /** Calls with refused credentials. */
  readonly refusedOf: (slice: number) => Promise<readonly JudgedRecord[]> | readonly JudgedRecord[];
}

export interface CombineOptions {
  /** That of the plan's policy. */
  readonly book: RuleBook;
  readonly facts: Facts;
  /** Takes the violations of the report, in their order, those of a slice at a time. */
  readonly take: (violations: readonly Violation[]) => Promise<void> | void;
}

/**
 * The report that the results of all slices of a plan make: that of an audit of the whole, but for its violations. Of these,
 * and of refused calls, those of one slice at a time are held. Throws {@link UnfitPartError} where a slice is missing or
 * another one, is judged by another policy, or the slices do not hold each record of the parts once.
 */
export async function combineSlices(
  whole: SlicedWhole,
  { sumOf, violationsOf, refusedOf }: SliceResults,
  { book, facts, take }: CombineOptions,
): Promise<Omit<ArchiveAuditReport, 'violations'>> {
  const { selection, slices, read } = whole;
  const total = new AuditTotal({ book, facts, selection });
  let records = 0;
  if (whole.policyRevision !== book.policy.revision) throw new UnfitPartError(differentPolicies);
  for (const number of slices.keys()) {
    const sum = await sumOf(number);
    if (sum?.slice !== number) throw new UnfitPartError(`expected a result of slice ${number}`);
    if (sum.policyRevision !== book.policy.revision) throw new UnfitPartError(differentPolicies);
    records += sum.recordsKept;
    total.add(sum);
  }
  if (records !== whole.recordsKept)
    throw new UnfitPartError(`slices hold ${records} records, where parts hold ${whole.recordsKept}`);

  const groups = new FindingGroups();
  for (const number of slices.keys()) {
    const late = total.judgeRefused(await refusedOf(number));
    const violations = [...(await violationsOf(number)), ...late].sort(byTime);
    for (const violation of violations) groups.add(violation);
    await take(violations);
  }
  return { ...total.report(read), findings: groups.findings };
}

/** The same, where all results are at hand. */
export async function reportOfSlices(
  whole: SlicedWhole,
  results: readonly SliceResult[],
  judging: Pick<CombineOptions, 'book' | 'facts'>,
): Promise<ArchiveAuditReport> {
  const violations: Violation[] = [];
  const at = {
    sumOf: (number: number) => results[number]?.sum,
    violationsOf: (number: number) => results[number]?.violations ?? [],
    refusedOf: (number: number) => results[number]?.refused ?? [],
  };
  const take = (some: readonly Violation[]) => {
    for (const violation of some) violations.push(violation);
  };
  return { ...(await combineSlices(whole, at, { ...judging, take })), violations };
}
