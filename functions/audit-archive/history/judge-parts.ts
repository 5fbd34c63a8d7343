import { Readable } from 'node:stream';
import { createGzip, gunzipSync, gzipSync } from 'node:zlib';
import { type ArchiveRequest, type ArchiveRunEnd, selectionOf } from '../../../shared/audit/archive-run.ts';
import { auditSlice, type SliceResult } from '../../../shared/audit/audit-slice.ts';
import { combineSlices } from '../../../shared/audit/combine-slices.ts';
import type { PartSource } from '../../../shared/audit/part-source.ts';
import { planSlices, type SlicePlan } from '../../../shared/audit/plan-slices.ts';
import type { RunFolder } from '../../../shared/aws/objects/run-folder.ts';
import type { RuleBook } from '../../../shared/evaluation/rule-book.ts';
import { jsonPieces } from '../../../shared/json/json-text.ts';
import { documentOf } from '../../../shared/report/result-document.ts';
import { noFacts } from '../../../shared/rules/facts.ts';
import { batchName, fileNames } from './batch-file.ts';
import { type Listing, partNames } from './list-trail.ts';

/** A run that was planned under another policy than the one in force: it is planned again. */
class PolicyChangedError extends Error {
  override readonly name = 'PolicyChangedError';
}

export interface JudgingDependencies {
  readonly folder: RunFolder;
  readonly book: RuleBook;
}

/** Cuts what the parts of a run hold into slices of time. Returns the numbers of these. Rejects where a part is missing. */
export async function planRun(
  request: ArchiveRequest,
  listing: Pick<Listing, 'batches' | 'listings'>,
  { folder, book }: JudgingDependencies,
): Promise<{ readonly slices: readonly number[] }> {
  const plan = await planSlices(
    partNames(listing).map((name) => partIn(folder, name)),
    { book, selection: selectionOf(request) },
  );
  await putJson(folder, fileNames.plan, plan);
  return { slices: plan.slices.map((_, number) => number) };
}

/** Judges a slice. Throws {@link PolicyChangedError}. */
export async function judgeSlice(number: number, { folder, book }: JudgingDependencies): Promise<object> {
  const plan = await planOf({ folder, book });
  const sourceOf = (name: string) => partIn(folder, name);
  const result = await auditSlice(plan, number, { book, facts: noFacts, sourceOf });
  await putJson(folder, fileNames.slice(batchName(number)), result);
  return { slice: number };
}

/** Puts the slices of a run together into its report. Throws {@link PolicyChangedError}. */
export async function reportRun(
  { trail }: ArchiveRequest,
  bucket: string,
  { folder, book }: JudgingDependencies,
): Promise<ArchiveRunEnd> {
  const plan = await planOf({ folder, book });
  const results: SliceResult[] = [];
  for (const number of plan.slices.keys())
    results.push(await getJson(folder, fileNames.slice(batchName(number))));
  const report = combineSlices(plan, results, { book, facts: noFacts });
  const paths = [trail ?? `s3://${bucket}/`];
  const document = documentOf({ kind: 'audit', report: { ...report, paths } });
  await folder.put(fileNames.report, await gzipOf(jsonPieces(document, 2)));
  return {
    report: folder.addressOf(fileNames.report),
    violations: report.violations.length,
    filesRead: report.coverage.filesRead,
    filesSkipped: report.coverage.filesSkipped.length,
  };
}

async function planOf({ folder, book }: JudgingDependencies): Promise<SlicePlan> {
  const plan: SlicePlan = await getJson(folder, fileNames.plan);
  if (plan.policyRevision !== book.policy.revision)
    throw new PolicyChangedError('the policy was changed after slices had been planned under it');
  return plan;
}

function partIn(folder: RunFolder, name: string): PartSource {
  return {
    name,
    open: async function* (range) {
      yield await folder.get(name, range);
    },
    readEnd: (bytes) => folder.getEnd(name, bytes),
  };
}

/** A report may be longer than a text of JavaScript can be. */
async function gzipOf(pieces: Iterable<string>): Promise<Buffer> {
  const compressed: Buffer[] = [];
  for await (const bytes of Readable.from(pieces).pipe(createGzip())) compressed.push(bytes);
  return Buffer.concat(compressed);
}

async function putJson(folder: RunFolder, name: string, value: unknown): Promise<void> {
  await folder.put(name, gzipSync(JSON.stringify(value)));
}

async function getJson<Value>(folder: RunFolder, name: string): Promise<Value> {
  return JSON.parse(gunzipSync(await folder.get(name)).toString());
}
