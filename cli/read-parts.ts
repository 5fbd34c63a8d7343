import { FileFinder } from '../shared/archive/find-files.ts';
import type { ArchiveAuditReport, FileCoverage } from '../shared/audit/audit-report.ts';
import { auditSlice, type SliceResult } from '../shared/audit/audit-slice.ts';
import { reportOfSlices } from '../shared/audit/combine-slices.ts';
import { type JoinOptions, joinParts, type PartTaker } from '../shared/audit/join-parts.ts';
import type { PartSource } from '../shared/audit/part-source.ts';
import { planSlices } from '../shared/audit/plan-slices.ts';
import type { Selection } from '../shared/audit/selection.ts';
import type { RuleBook } from '../shared/evaluation/rule-book.ts';
import type { Facts } from '../shared/rules/facts.ts';
import { UsageError } from './errors.ts';
import { partFile } from './part-file.ts';
import { progressOf } from './progress.ts';
import type { Terminal } from './terminal.ts';

interface ProgressOptions {
  readonly progress: boolean;
  readonly quiet?: boolean;
}

interface PartsOptions extends ProgressOptions, Pick<JoinOptions, 'ownCalls'> {}

interface SlicedAudit {
  readonly book: RuleBook;
  readonly facts: Facts;
  readonly selection: Selection;
  readonly mostRecords?: number;
}

/**
 * Gives what `sts-warden part` wrote to an audit: every file at the paths, and in folders, is a part. Throws
 * {@link UsageError} where one is not there, UnreadableFileError where one is no part or does not fit.
 */
export async function readParts(
  paths: readonly string[],
  taker: PartTaker,
  { ownCalls, ...options }: PartsOptions,
  terminal: Terminal,
): Promise<FileCoverage> {
  const sources = partsAt(paths);
  const progress = progressOf(terminal, options, {
    format: '{bar} {value}/{total} parts, {eta_formatted} left',
    total: sources.length,
  });
  try {
    return await joinParts(sources, taker, { ownCalls, onPart: () => progress.advance() });
  } finally {
    progress.stop();
  }
}

/**
 * Audits parts by slices of time, one after the other, so that memory is bounded but for what the report holds. Throws as
 * {@link readParts} does.
 */
export async function auditParts(
  paths: readonly string[],
  { book, facts, ...planned }: SlicedAudit,
  options: ProgressOptions,
  terminal: Terminal,
): Promise<ArchiveAuditReport> {
  const sources = new Map(partsAt(paths).map((source) => [source.name, source]));
  const sourceOf = (name: string) => sources.get(name) as PartSource;
  const plan = await planSlices([...sources.values()], { book, ...planned });
  const slices = plan.slices.length;
  const progress = progressOf(terminal, options, {
    format: '{bar} {percentage} %, slice {slice} of {slices}, {eta_formatted} left',
    total: plan.slices.reduce((sum, { parts }) => sum + parts.length, 0),
    counts: { slice: 1, slices },
  });
  const results: SliceResult[] = [];
  try {
    for (const slice of plan.slices) {
      const onPart = () => progress.advance({ slice: slice.number + 1 });
      results.push(await auditSlice(slice, plan.terms, { book, facts, sourceOf, onPart }));
    }
  } finally {
    progress.stop();
  }
  return reportOfSlices(plan.whole, results, { book, facts });
}

function partsAt(paths: readonly string[]): PartSource[] {
  if (paths.includes('-')) throw new UsageError('parts are read twice, and standard input only once');
  const finder = new FileFinder(paths);
  const sources = Array.from(finder.find(), ({ path, rawPath }) =>
    partFile(path, rawPath === undefined ? path : Buffer.from(rawPath)),
  );
  const [missing] = finder.skipped;
  if (missing !== undefined)
    throw new UsageError(`cannot read the parts at \`${missing.path}\`: it ${missing.reason}`);
  return sources;
}
