import type { ArchiveRunEnd } from '../../shared/audit/archive-run.ts';
import type { SliceSum } from '../../shared/audit/audit-slice.ts';
import { combineSlices } from '../../shared/audit/combine-slices.ts';
import type { SlicedWhole } from '../../shared/audit/plan-slices.ts';
import { fileNames, getJson, getLines, putLines } from '../../shared/aws/archive-runs/run-files.ts';
import type { RunFolder } from '../../shared/aws/archive-runs/run-folder.ts';
import type { JudgedRecord } from '../../shared/cloudtrail/record.ts';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { linesOf } from '../../shared/report/result-document.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { pinnedRun } from '../pinned-run.ts';

/** Puts the slices of a run together into its report; of violations and refused calls it holds those of one slice at a time. */
export async function reportRun(folder: RunFolder): Promise<ArchiveRunEnd> {
  const { book, trail } = await pinnedRun(folder);
  const whole = await getJson<SlicedWhole>(folder, fileNames.whole);
  const results = {
    sumOf: (slice: number) => getJson<SliceSum>(folder, fileNames.sum(slice)),
    violationsOf: (slice: number) => getLines<Violation>(folder, fileNames.violations(slice)),
    refusedOf: (slice: number) => getLines<JudgedRecord>(folder, fileNames.refused(slice)),
  };
  let violations = 0;
  await putLines(folder, fileNames.report, async (write) => {
    const take = async (some: readonly Violation[]) => {
      violations += some.length;
      await write(some);
    };
    const report = await combineSlices(whole, results, { book, facts: noFacts, take });
    await write(linesOf({ kind: 'audit', report: { ...report, violations: [], paths: [trail] } }));
  });
  const { filesRead, filesSkipped } = whole.read.files;
  return {
    report: folder.addressOf(fileNames.report),
    violations,
    filesRead,
    filesSkipped: filesSkipped.length,
  };
}
