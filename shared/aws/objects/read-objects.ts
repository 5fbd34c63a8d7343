import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchiveFile, FileReading } from '../../archive/file-reading.ts';
import { FileSeries, type SeriesOptions } from '../../archive/file-series.ts';
import { FilesInWork } from '../../archive/files-in-work.ts';
import type { Cure } from '../../archive/unreadable-file.ts';
import { ObjectFetcher } from './fetch-objects.ts';
import type { ListedObject, ObjectStore } from './object-store.ts';
import { ObjectsUnavailableError } from './s3-faults.ts';

/** So many functions may read of one prefix at once that each fetches fewer objects than a laptop. */
const atOnce = 16;

export interface ObjectsReadingOptions extends Pick<SeriesOptions, 'mostBytes' | 'further'> {
  readonly bucket: string;
  readonly store: Pick<ObjectStore, 'read'>;
  /** What is waited for: a fault that one of these mends is thrown. */
  readonly awaited: readonly Cure[];
  /** Takes what is read of objects, in their order, and why others were not fetched; reading goes on when it is done. */
  readonly take: (file: ArchiveFile, reading: FileReading) => Promise<void> | void;
  readonly signal: AbortSignal;
}

/**
 * Reads objects that somebody has listed: fetches many at once, and reads one after the other. Throws ObjectsUnavailableError where
 * another try is worth it.
 */
export async function readObjects(
  objects: Iterable<ListedObject>,
  { bucket, store, awaited, take, signal, ...reading }: ObjectsReadingOptions,
): Promise<void> {
  let folder: Promise<string> | undefined;
  const fetcher = new ObjectFetcher(store, {
    bucket,
    named: '',
    folder: () => {
      folder ??= mkdtemp(join(tmpdir(), 'sts-warden-objects-'));
      return folder;
    },
    atOnce,
    signal,
  });
  const files = new FilesInWork({
    find: () => fetcher.fetch(oneByOne(objects)),
    letGo: (file) => fetcher.letGo(file),
  });
  const post = async (readings: readonly FileReading[]) => {
    for (const read of readings) {
      const file = files.fileOf(read);
      const { path, fault } = file;
      if (fault !== undefined && awaited.includes(fault.cure))
        throw new ObjectsUnavailableError(`${path}: ${fault.reason}`);
      await take(file, read);
    }
  };
  try {
    await new FileSeries({ ...reading, post }).read(files, signal);
  } finally {
    if (folder !== undefined) await rm(await folder, { recursive: true, force: true });
  }
}

async function* oneByOne(objects: Iterable<ListedObject>): AsyncGenerator<ListedObject> {
  yield* objects;
}
