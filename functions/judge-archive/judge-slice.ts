import { auditSlice } from '../../shared/audit/audit-slice.ts';
import type { Slice, SliceTerms } from '../../shared/audit/plan-slices.ts';
import { fileNames, getJson, putJson, putLines } from '../../shared/aws/archive-runs/run-files.ts';
import type { RunFolder } from '../../shared/aws/archive-runs/run-folder.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { pinnedRun } from '../pinned-run.ts';
import { partIn } from './part-in.ts';

/** What became of a slice. */
export interface SliceEnd {
  readonly slice: number;
  /** Records that the slice holds. */
  readonly records: number;
  readonly violations: number;
}

/** Judges a slice, and keeps what it comes to in the place of what it came to before. Rejects with UnfitPartError. */
export async function judgeSlice(folder: RunFolder, number: number): Promise<SliceEnd> {
  const { book } = await pinnedRun(folder);
  const slice = await getJson<Slice>(folder, fileNames.slice(number));
  const terms = await getJson<SliceTerms>(folder, fileNames.terms);
  const sourceOf = (name: string) => partIn(folder, name);
  const { sum, violations, refused } = await auditSlice(slice, terms, { book, facts: noFacts, sourceOf });
  await putLines(folder, fileNames.violations(number), (write) => write(violations));
  await putLines(folder, fileNames.refused(number), (write) => write(refused));
  await putJson(folder, fileNames.sum(number), sum);
  return { slice: number, records: sum.recordsKept, violations: violations.length };
}
