import { findFiles } from '../shared/archive/find-files.ts';
import { NotAnArchiveError, readArchiveFile } from '../shared/archive/read-archive-file.ts';
import { readBytes, readStream } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import { ArchiveAudit, type ArchiveAuditReport, type FileCoverage } from '../shared/audit/archive-audit.ts';
import type { Selection } from '../shared/audit/selection.ts';
import { auditText } from '../shared/report/audit-text.ts';
import { UsageError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type FailLevel, reachesLevel } from './fail-level.ts';
import { loadFacts } from './load-iam.ts';
import { loadRuleBook } from './load-policy.ts';
import { paintFor } from './paint.ts';
import { progressOf } from './progress.ts';
import type { Terminal } from './terminal.ts';
import { writeOutput } from './write-output.ts';

export interface AuditOptions {
  readonly format: 'table' | 'json' | 'jsonl';
  readonly output?: string;
  readonly policy?: string;
  readonly iam?: string;
  readonly failLevel: FailLevel;
  readonly from?: number;
  readonly to?: number;
  readonly role?: string[];
  readonly account?: string[];
  readonly sessions?: boolean;
  readonly maxFileSize: number;
  readonly progress: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** `sts-warden audit PATH…` */
export async function audit(
  paths: readonly string[],
  options: AuditOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { from, to } = options;
  if (from !== undefined && to !== undefined && from >= to)
    throw new UsageError('expected --from to be before --to');
  const book = await loadRuleBook(options.policy);
  const { facts, isWhole } = await loadFacts(options.iam, book, terminal);
  const selection: Selection = {
    from,
    to,
    roles: options.role,
    accounts: options.account,
  };
  const work = new ArchiveAudit({ book, facts, selection, sessions: options.sessions === true });
  const files = await readAll(paths, work, options, terminal);
  const report = work.report(files);
  await writeOutput(render(report, options, terminal), options.output, terminal);
  return exitCodeOf(report, isWhole, options.failLevel);
}

async function readAll(
  paths: readonly string[],
  work: ArchiveAudit,
  options: AuditOptions,
  terminal: Terminal,
): Promise<FileCoverage> {
  const { files, skipped, ignored } = await findFiles(paths);
  const progress = progressOf(terminal, files.length, options.progress && options.quiet !== true);
  const filesSkipped = [...skipped];
  let filesRead = 0;
  let interrupted = false;
  const stopListening = terminal.onInterrupt(() => {
    interrupted = true;
    terminal.stdin.destroy();
  });
  for (const path of files) {
    if (interrupted) break;
    try {
      await readOne(path, work, options.maxFileSize, terminal);
      filesRead++;
    } catch (error) {
      if (!(error instanceof UnreadableFileError || error instanceof NotAnArchiveError)) throw error;
      filesSkipped.push({ path, reason: error.message });
    }
    progress.advance(work.recordsRead);
    await new Promise(setImmediate);
  }
  stopListening();
  progress.stop();
  return { filesRead, filesSkipped, filesIgnored: ignored, interrupted };
}

async function readOne(
  path: string,
  work: ArchiveAudit,
  mostBytes: number,
  { stdin }: Terminal,
): Promise<void> {
  const bytes = path === '-' ? await readStream(stdin, mostBytes) : await readBytes(path, mostBytes);
  for (const record of readArchiveFile(bytes, /\.jsonl(\.gz|\.zst)?$/i.test(path))) work.read(path, record);
}

function render(
  report: ArchiveAuditReport,
  { format, color, output }: AuditOptions,
  terminal: Terminal,
): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'jsonl':
      return linesOf(report)
        .map((line) => `${JSON.stringify(line)}\n`)
        .join('');
    case 'table':
      return auditText(report, paintFor(terminal, color && output === undefined));
  }
}

/** One finding a line, then one chain a line, and last the coverage. */
function linesOf({ violations, sessions = [], ...rest }: ArchiveAuditReport): object[] {
  return [...violations, ...sessions.map((session) => ({ session })), rest];
}

function exitCodeOf(
  { coverage, violations }: ArchiveAuditReport,
  isWhole: boolean,
  failLevel: FailLevel,
): ExitCode {
  if (coverage.interrupted) return exitCodes.interrupted;
  const faults = Object.values(coverage.rules).some(({ fault }) => fault > 0);
  if (!isWhole || coverage.filesSkipped.length > 0 || coverage.recordsMalformed > 0 || faults)
    return exitCodes.unreadableInput;
  return reachesLevel(violations, failLevel) ? exitCodes.findings : exitCodes.nothingFound;
}
