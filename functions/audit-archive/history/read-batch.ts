import { objectPath } from '../../../shared/archive/object-address.ts';
import { defaultMaxFileSize } from '../../../shared/archive/read-file.ts';
import type { FileCoverage } from '../../../shared/audit/audit-report.ts';
import { FileOutcomes } from '../../../shared/audit/file-outcomes.ts';
import { takeReading } from '../../../shared/audit/take-reading.ts';
import { fileNames } from '../../../shared/aws/archive-runs/run-files.ts';
import type { RunFolder } from '../../../shared/aws/archive-runs/run-folder.ts';
import type { ObjectStore } from '../../../shared/aws/objects/object-store.ts';
import { type ObjectsReadingOptions, readObjects } from '../../../shared/aws/objects/read-objects.ts';
import { getBatch } from './batch.ts';
import { writePart } from './write-part.ts';

export interface BatchDependencies {
  readonly folder: RunFolder;
  readonly storeOf: (bucket: string) => Pick<ObjectStore, 'read'>;
}

/** What was read of a batch. */
export interface BatchEnd extends Pick<FileCoverage, 'filesRead'> {
  readonly batch: string;
  readonly filesSkipped: number;
  readonly records: number;
}

/** Objects, the folder of the run or the function were out of reach: by now they may be there. */
const isNoFaultOfReading = /^(ObjectsUnavailableError|UnreadableFileError|Lambda\.(?!Unknown).+)$/;
/** Milliseconds that are left to put a part away. */
const margin = 60_000;

/**
 * Reads the objects of a batch into a part, in the place of one that was made before. Throws ObjectsUnavailableError where
 * one cannot be fetched now; what lasts is told in the report.
 */
export async function readBatch(batch: string, dependencies: BatchDependencies): Promise<BatchEnd> {
  const { signal } = new AbortController();
  return readPart(batch, dependencies, { awaited: ['time'], signal });
}

export interface GivingUpDependencies extends BatchDependencies {
  /** Milliseconds that this execution has left. */
  readonly timeLeft: () => number;
}

/**
 * Gives a batch up that fails time and again: the report names its objects, but where only some cannot be fetched: then what
 * can be read in time is read, and the report names the others. `error` is the name of what it failed with.
 */
export async function giveUpBatch(
  batch: string,
  error: string,
  { timeLeft, ...dependencies }: GivingUpDependencies,
): Promise<BatchEnd> {
  const time = isNoFaultOfReading.test(error) ? Math.max(0, timeLeft() - margin) : 0;
  const signal = time > 0 ? AbortSignal.timeout(time) : AbortSignal.abort();
  return readPart(batch, dependencies, { awaited: [], signal, error });
}

interface PartReading extends Pick<ObjectsReadingOptions, 'awaited' | 'signal'> {
  /** For what is not read when the signal says so. */
  readonly error?: string;
}

async function readPart(
  batch: string,
  { folder, storeOf }: BatchDependencies,
  { awaited, signal, error }: PartReading,
): Promise<BatchEnd> {
  const { bucket, objects } = await getBatch(folder, batch);
  const left = new Set(objects.map(({ key }) => objectPath(bucket, key)));
  const outcomes = new FileOutcomes();
  let records = 0;
  let coverage: FileCoverage | undefined;
  const part = await writePart(async (writer) => {
    await readObjects(signal.aborted ? [] : objects, {
      bucket,
      store: storeOf(bucket),
      mostBytes: defaultMaxFileSize,
      awaited,
      take: (file, reading) => {
        takeReading(writer, file.path, reading, outcomes.add(file, reading));
        if (reading.isEnd) left.delete(file.path);
      },
      signal,
    });
    records = writer.recordsRead;
    const skipped = [...left].map((path) => ({ path, reason: reasonOf(left.size, objects.length, error) }));
    coverage = { ...outcomes.coverage({ skipped, ignored: [] }, true), interrupted: false };
    return coverage;
  });
  await folder.put(fileNames.part(batch), part);
  return {
    batch,
    records,
    filesRead: coverage?.filesRead ?? 0,
    filesSkipped: coverage?.filesSkipped.length ?? 0,
  };
}

function reasonOf(left: number, all: number, error: string | undefined): string {
  return `was given up, with ${left === all ? `all ${all}` : `${left} of the ${all}`} of its batch: ${error}`;
}
