import { findFiles } from '../shared/archive/find-files.ts';
import { NotAnArchiveError, OwnReportError, readArchiveFile } from '../shared/archive/read-archive-file.ts';
import { readBytes, readStream } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import type { ArchiveAudit, FileCoverage } from '../shared/audit/archive-audit.ts';
import { progressOf } from './progress.ts';
import type { Interruption, Terminal } from './terminal.ts';

interface ReadingOptions {
  /** A file with more bytes once decompressed is skipped. */
  readonly maxFileSize: number;
  readonly progress: boolean;
  readonly quiet?: boolean;
}

/** Which files were read, and what ended that early. */
export interface ArchiveReading {
  readonly files: FileCoverage;
  readonly interrupted: Interruption | undefined;
}

/** Gives every record of files and folders to an audit, until Ctrl-C or SIGTERM. */
export async function readArchive(
  paths: readonly string[],
  work: ArchiveAudit,
  options: ReadingOptions,
  terminal: Terminal,
): Promise<ArchiveReading> {
  const { files, skipped, ignored } = await findFiles(paths);
  const progress = progressOf(terminal, options, {
    format: '{bar} {value}/{total} files, {records} records, {eta_formatted} left',
    total: files.length,
    counts: { records: 0 },
  });
  const filesSkipped = [...skipped];
  /** Reports that lie in the folders. */
  const reports: { path: string; reason: string }[] = [];
  let filesRead = 0;
  let interrupted: Interruption | undefined;
  const stopListening = terminal.onInterrupt((by) => {
    interrupted = by;
    terminal.stdin.destroy();
  });
  for (const path of files) {
    if (interrupted !== undefined) break;
    try {
      await readOne(path, work, options.maxFileSize, terminal);
      filesRead++;
    } catch (error) {
      if (!(error instanceof UnreadableFileError || error instanceof NotAnArchiveError)) throw error;
      const isByTheWay = error instanceof OwnReportError && !paths.includes(path);
      (isByTheWay ? reports : filesSkipped).push({ path, reason: error.message });
    }
    progress.advance({ records: work.recordsRead });
    await new Promise(setImmediate);
  }
  stopListening();
  progress.stop();
  const coverage = coverageOf({ filesRead, filesSkipped, filesIgnored: ignored }, reports);
  return { files: { ...coverage, interrupted: interrupted !== undefined }, interrupted };
}

/** Reports of this program are passed over; where there is nothing else, something else was meant. */
function coverageOf(
  files: Omit<FileCoverage, 'interrupted'>,
  reports: FileCoverage['filesSkipped'],
): Omit<FileCoverage, 'interrupted'> {
  const { filesRead, filesSkipped, filesIgnored } = files;
  if (filesRead + filesSkipped.length === 0) return { ...files, filesSkipped: reports };
  return { ...files, filesIgnored: filesIgnored + reports.length };
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
