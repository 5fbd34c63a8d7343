import { setImmediate } from 'node:timers/promises';
import type { FileReading } from '../shared/archive/file-reading.ts';
import { FileSeries } from '../shared/archive/file-series.ts';
import { FilesInWork } from '../shared/archive/files-in-work.ts';
import { FileFinder } from '../shared/archive/find-files.ts';
import { isObjectAddress } from '../shared/archive/object-address.ts';
import { readInThreads } from '../shared/archive/reader-threads.ts';
import { recordsOf } from '../shared/archive/record-batch.ts';
import type { TimeRange } from '../shared/archive/time-range.ts';
import type { ArchiveAudit, FileCoverage } from '../shared/audit/archive-audit.ts';
import { FileOutcomes } from '../shared/audit/file-outcomes.ts';
import { openArchive } from './archive-source.ts';
import { lookAhead } from './much-work.ts';
import { progressOf } from './progress.ts';
import { readerProgram } from './reader-program.ts';
import type { ArchiveReadingOptions } from './reading-options.ts';
import type { Interruption, Terminal } from './terminal.ts';

interface ReadingOptions extends ArchiveReadingOptions {
  /** In which time callers' own calls are wanted, where they are. */
  readonly ownCalls?: TimeRange | undefined;
  /** The times of the events that are wanted: files of other days are left out. */
  readonly times?: TimeRange;
  readonly progress: boolean;
  readonly quiet?: boolean;
}

/** Who takes records in. */
export type RecordTaker = Pick<ArchiveAudit, 'recordsRead' | 'passOver' | 'read'>;

/** Which files were read, and what ended that early. */
export interface ArchiveReading {
  readonly files: FileCoverage;
  readonly interrupted: Interruption | undefined;
}

/** Gives every record of files and folders to an audit, or to who takes them in, until Ctrl-C or SIGTERM. */
export async function readArchive(
  paths: readonly string[],
  work: RecordTaker,
  options: ReadingOptions,
  terminal: Terminal,
): Promise<ArchiveReading> {
  const ended = new AbortController();
  const source = await openArchive(paths, { ...options, signal: ended.signal });
  const files = new FilesInWork(source);
  const outcomes = new FileOutcomes();
  let interrupted: Interruption | undefined;
  const stopListening = terminal.onInterrupt((by) => {
    interrupted = by;
    ended.abort();
    terminal.stdin.destroy();
  });
  const progress = progressOf(terminal, options, {
    ...(paths.some(isObjectAddress)
      ? { format: '{value} files, {records} records' }
      : {
          format: '{bar} {value}/{total} files, {records} records, {eta_formatted} left',
          total: () => countOf(paths, options.times),
        }),
    counts: { records: 0 },
  });
  const take = (reading: FileReading) => {
    const file = files.fileOf(reading);
    addTo(work, file.path, reading, outcomes.add(file, reading));
    if (reading.isEnd) progress.advance({ records: work.recordsRead });
  };
  try {
    await readAll(files, { ...options, take, paths, signal: ended.signal, stdin: terminal.stdin });
  } finally {
    stopListening();
    progress.stop();
    await source.close?.();
  }
  const coverage = outcomes.coverage(source, interrupted !== undefined);
  return { files: coverage, interrupted };
}

interface ReadAllOptions extends ReadingOptions {
  readonly take: (reading: FileReading) => void;
  readonly paths: readonly string[];
  readonly signal: AbortSignal;
  readonly stdin: NodeJS.ReadableStream;
}

async function readAll(files: FilesInWork, options: ReadAllOptions): Promise<void> {
  const { threads, maxFileSize: mostBytes, ownCalls, take, paths, signal, stdin } = options;
  const limits = { mostBytes, ownCalls };
  const work = threads > 1 && !paths.includes('-') ? await lookAhead(files) : { isMuch: false, files };
  if (work.isMuch) {
    await readInThreads(work.files, { threads, limits, program: readerProgram, take, signal });
    return;
  }
  const post = (readings: readonly FileReading[]) => {
    for (const reading of readings) take(reading);
    return setImmediate();
  };
  await new FileSeries({ ...limits, post, stdin }).read(work.files, signal);
}

function addTo(
  work: RecordTaker,
  path: string,
  { batch }: FileReading,
  malformed: FileReading['batch']['malformed'],
): void {
  work.passOver(batch.passed, batch.times);
  for (const record of recordsOf(batch)) work.read(path, record);
  for (const { reason, place } of malformed) work.read(path, { malformed: reason, place });
}

function countOf(paths: readonly string[], times: TimeRange | undefined): number {
  let count = 0;
  for (const _ of new FileFinder(paths, times).find()) count++;
  return count;
}
