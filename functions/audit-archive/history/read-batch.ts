import { objectPath } from '../../../shared/archive/object-address.ts';
import { defaultMaxFileSize } from '../../../shared/archive/read-file.ts';
import type { FileCoverage } from '../../../shared/audit/audit-report.ts';
import { FileOutcomes } from '../../../shared/audit/file-outcomes.ts';
import { takeReading } from '../../../shared/audit/take-reading.ts';
import { fileNames } from '../../../shared/aws/archive-runs/run-files.ts';
import type { RunFolder } from '../../../shared/aws/archive-runs/run-folder.ts';
import type { ObjectStore } from '../../../shared/aws/objects/object-store.ts';
import { readObjects } from '../../../shared/aws/objects/read-objects.ts';
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

const nothingTold = { skipped: [], ignored: [] };

/**
 * Reads the objects of a batch into a part, in the place of one that was made before. Throws NotFetchedError where an object
 * cannot be fetched now; what lasts is told in the report.
 */
export async function readBatch(batch: string, { folder, storeOf }: BatchDependencies): Promise<BatchEnd> {
  const { bucket, objects } = await getBatch(folder, batch);
  const outcomes = new FileOutcomes();
  let records = 0;
  let coverage: FileCoverage | undefined;
  const part = await writePart(async (writer) => {
    await readObjects(objects, {
      bucket,
      store: storeOf(bucket),
      mostBytes: defaultMaxFileSize,
      awaited: ['time'],
      take: (file, reading) => takeReading(writer, file.path, reading, outcomes.add(file, reading)),
      signal: new AbortController().signal,
    });
    records = writer.recordsRead;
    coverage = { ...outcomes.coverage(nothingTold, true), interrupted: false };
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

/** Gives a batch up that fails time and again: the report names its objects. `error` is the name of what it failed with. */
export async function giveUpBatch(
  batch: string,
  error: string,
  { folder }: Pick<BatchDependencies, 'folder'>,
): Promise<BatchEnd> {
  const { bucket, objects } = await getBatch(folder, batch);
  const filesSkipped = objects.map(({ key }) => ({
    path: objectPath(bucket, key),
    reason: `was given up, with all ${objects.length} of its batch: ${error}`,
  }));
  await folder.put(
    fileNames.part(batch),
    await writePart(() => ({
      ...new FileOutcomes().coverage(nothingTold, true),
      filesSkipped,
      interrupted: false,
    })),
  );
  return { batch, records: 0, filesRead: 0, filesSkipped: filesSkipped.length };
}
