import type { RuleBook } from '../evaluation/rule-book.ts';
import type { Facts } from '../rules/facts.ts';
import { UnfitPartError } from './audit-part.ts';
import type { ArchiveAuditReport } from './audit-report.ts';
import { reportOf } from './audit-result.ts';
import { differentPolicies, type SliceResult } from './audit-slice.ts';
import type { SlicePlan } from './plan-slices.ts';

/**
 * The report that the results of all slices of a plan make, in whichever order they come: that of an audit of the whole.
 * Throws {@link UnfitPartError} where a slice is missing or there twice, is judged by another policy, or the slices do not
 * hold each record of the parts once.
 */
export function combineSlices(
  plan: SlicePlan,
  results: readonly SliceResult[],
  { book, facts }: { readonly book: RuleBook; readonly facts: Facts },
): ArchiveAuditReport {
  const inOrder = plan.slices.map((_, number) => theOneOf(results, number));
  const others = [plan, ...inOrder].filter(({ policyRevision }) => policyRevision !== book.policy.revision);
  if (others.length > 0) throw new UnfitPartError(differentPolicies);
  const records = inOrder.reduce((sum, { recordsKept }) => sum + recordsKept, 0);
  if (records !== plan.recordsKept)
    throw new UnfitPartError(`slices hold ${records} records, where parts hold ${plan.recordsKept}`);
  return reportOf(inOrder, plan.read, { book, facts, selection: plan.selection });
}

function theOneOf(results: readonly SliceResult[], number: number): SliceResult {
  const [result, ...others] = results.filter(({ slice }) => slice === number);
  if (result === undefined || others.length > 0)
    throw new UnfitPartError(
      `expected one result of slice ${number}, got ${others.length + Number(result !== undefined)}`,
    );
  return result;
}
