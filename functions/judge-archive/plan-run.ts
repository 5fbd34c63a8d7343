import { type PlanOptions, planSlices } from '../../shared/audit/plan-slices.ts';
import {
  fileNames,
  type ListedBatches,
  partFiles,
  putJson,
} from '../../shared/aws/archive-runs/run-files.ts';
import type { RunFolder } from '../../shared/aws/archive-runs/run-folder.ts';
import { pinnedRun } from '../pinned-run.ts';
import { partIn } from './part-in.ts';

/**
 * Cuts what the parts of a run hold into slices of time. Returns how many there are, and in which file they are listed.
 * Rejects where a part is missing.
 */
export async function planRun(
  folder: RunFolder,
  listings: readonly ListedBatches[],
  { mostRecords }: Pick<PlanOptions, 'mostRecords'>,
): Promise<{ readonly slices: number; readonly manifest: string }> {
  const { book, selection } = await pinnedRun(folder);
  const sources = partFiles(listings).map((name) => partIn(folder, name));
  const { slices, terms, whole } = await planSlices(sources, { book, selection, mostRecords });
  for (const slice of slices) await putJson(folder, fileNames.slice(slice.number), slice);
  await putJson(folder, fileNames.terms, terms);
  await putJson(folder, fileNames.whole, whole);
  await folder.put(fileNames.slices, JSON.stringify(slices.map(({ number }) => ({ slice: number }))));
  return { slices: slices.length, manifest: fileNames.slices };
}
