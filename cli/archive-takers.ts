import type { ArchiveFile, FileReading } from '../shared/archive/file-reading.ts';
import type { FileSource } from '../shared/archive/file-source.ts';
import type { TimeRange } from '../shared/archive/time-range.ts';
import type { FileCoverage } from '../shared/audit/audit-report.ts';
import { FileOutcomes } from '../shared/audit/file-outcomes.ts';
import { joinCoverage } from '../shared/audit/join-coverage.ts';
import { joinParts } from '../shared/audit/join-parts.ts';
import { PartWriter } from '../shared/audit/part-writer.ts';
import { type RecordTaker, takeReading } from '../shared/audit/take-reading.ts';
import type { ReadingState } from './reading-state.ts';

/** Takes in what is read of files, in their order. */
export interface ReadingTaker {
  /** Records so far. */
  readonly recordsRead: number;
  readonly take: (file: ArchiveFile, reading: FileReading) => void;
  /** Ends the taking in; says what became of the files. */
  readonly end: (source: FileSource, isInterrupted: boolean) => Promise<FileCoverage>;
}

/** Gives all records to an audit as they come. */
export function takingAtOnce(work: RecordTaker): ReadingTaker {
  const outcomes = new FileOutcomes();
  return {
    get recordsRead() {
      return work.recordsRead;
    },
    take: (file, reading) => takeReading(work, file.path, reading, outcomes.add(file, reading)),
    end: async (source, isInterrupted) => outcomes.coverage(source, isInterrupted),
  };
}

/** Bytes of a part, and milliseconds of work, after which it is kept. */
const manyBytes = 8 * 1024 * 1024;
const longWork = 20_000;
const nothingTold = { skipped: [], ignored: [] };

/** A part that is being made. */
interface OpenPart {
  readonly writer: PartWriter;
  readonly pieces: Uint8Array[];
  readonly outcomes: FileOutcomes;
  readonly done: ArchiveFile[];
  readonly begun: number;
  /** A file that has not come to its end. */
  open: number | undefined;
}

export interface KeepingOptions {
  readonly state: ReadingState;
  readonly ownCalls: TimeRange | undefined;
  readonly now: () => Date;
}

/**
 * Keeps what is read as parts, so that an audit which ends early is gone on with; at the end gives all parts to the audit,
 * those too that were kept before. What could not be fetched is not kept: the next one tries again.
 */
export function takingInParts(work: RecordTaker, { state, ownCalls, now }: KeepingOptions): ReadingTaker {
  const failed = new FileOutcomes();
  let part: OpenPart | undefined;
  let recordsBefore = 0;

  function begin(): OpenPart {
    const pieces: Uint8Array[] = [];
    const writer = new PartWriter({ reading: { ownCalls }, write: (bytes) => void pieces.push(bytes) });
    return {
      writer,
      pieces,
      outcomes: new FileOutcomes(),
      done: [],
      begun: now().getTime(),
      open: undefined,
    };
  }

  function keep({ writer, outcomes, pieces, done }: OpenPart): void {
    // Whether a path that was named holds nothing at all, no part can say.
    writer.end({ ...outcomes.coverage(nothingTold, true), interrupted: false });
    state.save(Buffer.concat(pieces), done);
    recordsBefore += writer.recordsRead;
    part = undefined;
  }

  return {
    get recordsRead() {
      return recordsBefore + (part?.writer.recordsRead ?? 0);
    },
    take: (file, reading) => {
      if (file.fault !== undefined) {
        failed.add(file, reading);
        return;
      }
      part ??= begin();
      takeReading(part.writer, file.path, reading, part.outcomes.add(file, reading));
      part.open = reading.isEnd ? undefined : reading.index;
      if (reading.isEnd)
        part.done.push({
          path: file.path,
          named: file.named,
          ...(file.version !== undefined && { version: file.version }),
        });
      if (part.open === undefined && isDue(part, now())) keep(part);
    },
    end: async (source, isInterrupted) => {
      // A part that ends within a file is not kept: the next audit reads that again, and what came before it.
      if (part !== undefined && part.open === undefined) keep(part);
      const kept = await joinParts(state.parts, work, { ownCalls });
      return joinCoverage([kept, failed.coverage(source, isInterrupted)]);
    },
  };
}

function isDue({ pieces, begun }: OpenPart, now: Date): boolean {
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  return bytes >= manyBytes || now.getTime() - begun >= longWork;
}
