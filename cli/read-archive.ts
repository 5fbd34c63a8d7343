import { setImmediate } from 'node:timers/promises';
import type { FileReading } from '../shared/archive/file-reading.ts';
import { FileSeries } from '../shared/archive/file-series.ts';
import { FilesInWork } from '../shared/archive/files-in-work.ts';
import { FileFinder } from '../shared/archive/find-files.ts';
import { isObjectAddress } from '../shared/archive/object-address.ts';
import { readInThreads } from '../shared/archive/reader-threads.ts';
import type { TimeRange } from '../shared/archive/time-range.ts';
import type { FileCoverage } from '../shared/audit/audit-report.ts';
import type { RecordTaker } from '../shared/audit/take-reading.ts';
import { openArchive } from './archive-source.ts';
import { takingAtOnce, takingInParts } from './archive-takers.ts';
import { UsageError } from './errors.ts';
import { lookAhead } from './much-work.ts';
import { progressOf } from './progress.ts';
import { readerProgram } from './reader-program.ts';
import type { ArchiveReadingOptions } from './reading-options.ts';
import { ReadingState } from './reading-state.ts';
import type { Interruption, Terminal } from './terminal.ts';

interface ReadingOptions extends ArchiveReadingOptions {
  /** In which time callers' own calls are wanted, where they are. */
  readonly ownCalls?: TimeRange | undefined;
  /** The times of the events that are wanted: files of other days are left out. */
  readonly times?: TimeRange;
  /** A folder that keeps how far the reading of objects has come. */
  readonly resume?: string;
  readonly progress: boolean;
  readonly quiet?: boolean;
}

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
  const state = openState(paths, options);
  const source = await openArchive(paths, {
    ...options,
    isDone: state?.isDone.bind(state),
    signal: ended.signal,
  });
  const files = new FilesInWork(source);
  const taker =
    state === undefined
      ? takingAtOnce(work)
      : takingInParts(work, { state, ownCalls: options.ownCalls, now: terminal.now });
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
    taker.take(files.fileOf(reading), reading);
    if (reading.isEnd) progress.advance({ records: taker.recordsRead });
  };
  try {
    await readAll(files, { ...options, take, paths, signal: ended.signal, stdin: terminal.stdin });
  } finally {
    stopListening();
    progress.stop();
    await source.close?.();
  }
  const coverage = await taker.end(source, interrupted !== undefined);
  return { files: coverage, interrupted };
}

function openState(
  paths: readonly string[],
  { resume, times = {}, ownCalls, maxFileSize }: ReadingOptions,
): ReadingState | undefined {
  if (resume === undefined) return undefined;
  if (!paths.every(isObjectAddress))
    throw new UsageError('expected --resume beside paths of Amazon S3 (s3://) alone');
  return new ReadingState(resume, { paths, times, ownCalls, maxFileSize });
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

function countOf(paths: readonly string[], times: TimeRange | undefined): number {
  let count = 0;
  for (const _ of new FileFinder(paths, times).find()) count++;
  return count;
}
