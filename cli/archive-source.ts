import type { ArchiveFile } from '../shared/archive/file-reading.ts';
import type { FileSource } from '../shared/archive/file-source.ts';
import { FileFinder } from '../shared/archive/find-files.ts';
import { isObjectAddress, type ObjectAddress, parseObjectAddress } from '../shared/archive/object-address.ts';
import type { TimeRange } from '../shared/archive/time-range.ts';
import type { ObjectSource } from '../shared/aws/objects/object-source.ts';
import type { ObjectStore } from '../shared/aws/objects/object-store.ts';
import { ambientRegion, credentialsForObjects } from './credentials.ts';
import { UsageError } from './errors.ts';

export interface ArchiveOptions {
  /** The times of the events that are wanted: what is of other days is left out. */
  readonly times?: TimeRange | undefined;
  readonly requestPayer?: boolean | undefined;
  /** Whether an object was read before; it is left out then. */
  readonly isDone?: ((file: Pick<ArchiveFile, 'path' | 'version'>) => boolean) | undefined;
  /** Ends the reading of objects early. */
  readonly signal: AbortSignal;
}

/**
 * Opens files, folders and objects of Amazon S3 as one archive. What asks Amazon S3 loads only where there are objects.
 * Throws {@link UsageError} where an address is none.
 */
export async function openArchive(paths: readonly string[], options: ArchiveOptions): Promise<FileSource> {
  const finder = new FileFinder(paths, options.times);
  return paths.some(isObjectAddress) ? openMixed(paths, finder, options) : finder;
}

async function openMixed(
  paths: readonly string[],
  finder: FileFinder,
  { requestPayer: requesterPays, isDone, signal }: ArchiveOptions,
): Promise<FileSource> {
  const addresses = new Map(paths.filter(isObjectAddress).map((path) => [path, addressOf(path)]));
  const { ObjectSource } = await import('../shared/aws/objects/object-source.ts');
  const { s3Client, s3Store } = await import('../shared/aws/objects/s3-store.ts');
  const client = s3Client({
    region: await ambientRegion(undefined),
    credentials: credentialsForObjects,
  });
  const { skipped, ignored, leftOut } = finder;
  const open = (named: string, address: ObjectAddress): ObjectSource => {
    const store: ObjectStore = s3Store(client, { bucket: address.bucket, requesterPays });
    return new ObjectSource({ named, address, store, told: { skipped, ignored, leftOut }, isDone, signal });
  };
  const sources = new Map(
    [...addresses]
      .filter(([, address], index) => !isMeantBefore(address, index, [...addresses.values()]))
      .map(([path, address]) => [path, open(path, address)]),
  );
  const owners = new Map<ArchiveFile, ObjectSource>();
  return {
    ...{ skipped, ignored, leftOut },
    find: async function* () {
      for (const path of new Set(paths)) {
        const source = sources.get(path);
        if (source === undefined && !addresses.has(path)) yield* finder.at(path);
        if (source === undefined) continue;
        for await (const file of source.find()) {
          owners.set(file, source);
          yield file;
        }
      }
    },
    letGo: (file) => {
      owners.get(file)?.letGo(file);
      owners.delete(file);
    },
    close: async () => {
      for (const source of sources.values()) await source.close();
      client.destroy();
    },
  };
}

function addressOf(path: string): ObjectAddress {
  const address = parseObjectAddress(path);
  if (address === undefined)
    throw new UsageError(`\`${path}\`: expected s3://bucket/prefix, with the name of a bucket`);
  return address;
}

/** Whether another address means all objects of one, too, or one before it means the same: each counts once. */
function isMeantBefore(
  { bucket, prefix }: ObjectAddress,
  index: number,
  all: readonly ObjectAddress[],
): boolean {
  return all.some(
    (other, at) =>
      other.bucket === bucket &&
      prefix.startsWith(other.prefix) &&
      (other.prefix.length < prefix.length || at < index),
  );
}
