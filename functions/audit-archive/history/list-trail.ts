import { LeavingOut } from '../../../shared/archive/left-out.ts';
import { objectPath, parseObjectAddress } from '../../../shared/archive/object-address.ts';
import { type ArchiveRequest, ArchiveRequestError, selectionOf } from '../../../shared/audit/archive-run.ts';
import type { FileCoverage } from '../../../shared/audit/audit-report.ts';
import { FileOutcomes } from '../../../shared/audit/file-outcomes.ts';
import { neededTimes } from '../../../shared/audit/needed-times.ts';
import { listObjects } from '../../../shared/aws/objects/list-objects.ts';
import type { ListedObject, ObjectStore } from '../../../shared/aws/objects/object-store.ts';
import type { RunFolder } from '../../../shared/aws/objects/run-folder.ts';
import { batchName, fileNames, putBatch } from './batch-file.ts';
import { writePart } from './write-part.ts';

/** How much of a trail one execution reads: it is to end within seconds, and a start costs as much however little it is. */
const mostObjects = 1000;
const mostBytes = 256 * 1024 * 1024;
/** Milliseconds that are to be left when a listing is put off to the next execution. */
const margin = 60_000;

/** How far the listing of a trail has come: plain data, which the state machine keeps. */
export interface Listing {
  readonly batches: number;
  /** Executions that listed: each says in a part of its own what it left out. */
  readonly listings: number;
  readonly isDone: boolean;
  /** The key up to which everything was listed; empty where nothing was. */
  readonly after: string;
}

export interface ListingDependencies {
  readonly folder: RunFolder;
  /** The bucket that may be read. */
  readonly bucket: string;
  readonly store: ObjectStore;
  readonly lapseSeconds: number;
  /** Milliseconds that this execution has left. */
  readonly timeLeft: () => number;
}

/**
 * Lists what of a trail an audit needs, and cuts it into batches, in the order of its keys. Goes on where the listing before
 * ended for want of time. What is left out, and why, is a part of its own.
 */
export async function listTrail(
  request: ArchiveRequest,
  before: Listing,
  { folder, bucket, store, lapseSeconds, timeLeft }: ListingDependencies,
): Promise<Listing> {
  const prefix = prefixIn(request, bucket);
  const leftOut = new LeavingOut(neededTimes(selectionOf(request), { lapseSeconds }));
  const ignored: { path: string; reason: string }[] = [];
  const { signal } = new AbortController();
  let batches = before.batches;
  let after = before.after;
  let isDone = true;
  let some: ListedObject[] = [];
  let bytes = 0;

  async function endBatch(): Promise<void> {
    if (some.length > 0) await putBatch(folder, batchName(++batches), { bucket, objects: some });
    some = [];
    bytes = 0;
  }

  const listed = listObjects(store, {
    ...{ prefix, leftOut, signal },
    ...(after !== '' && { after }),
  });
  for await (const object of listed) {
    after = object.key;
    if (object.size === 0 && object.key.endsWith('/'))
      ignored.push({ path: objectPath(bucket, object.key), reason: 'folder of Amazon S3 without content' });
    else {
      some.push(object);
      bytes += object.size;
    }
    if (some.length >= mostObjects || bytes >= mostBytes) await endBatch();
    isDone = timeLeft() > margin;
    if (!isDone) break;
  }
  await endBatch();
  const coverage = new FileOutcomes().coverage(
    { skipped: [], ignored, leftOut: { counts: leftOut.counts } },
    true,
  );
  await putListed(folder, listingName(before.listings + 1), { ...coverage, interrupted: false });
  if (isDone) await folder.put(fileNames.manifest, manifestOf(batches));
  return { batches, listings: before.listings + 1, isDone, after };
}

/** The names of the parts that a run comes to: none is missing, and none of another run of its name is among them. */
export function partNames({ batches, listings }: Pick<Listing, 'batches' | 'listings'>): string[] {
  const names = (count: number, nameOf: (number: number) => string) =>
    Array.from({ length: count }, (_, index) => fileNames.part(nameOf(index + 1)));
  return [...names(batches, batchName), ...names(listings, listingName)];
}

function listingName(number: number): string {
  return `listing-${batchName(number)}`;
}

async function putListed(folder: RunFolder, name: string, coverage: FileCoverage): Promise<void> {
  await folder.put(fileNames.part(name), await writePart(() => coverage));
}

/** What the Distributed Map reads: an item for each batch. */
function manifestOf(batches: number): string {
  return JSON.stringify(Array.from({ length: batches }, (_, index) => ({ batch: batchName(index + 1) })));
}

function prefixIn({ trail }: ArchiveRequest, bucket: string): string {
  if (trail === undefined) return '';
  const address = parseObjectAddress(trail);
  if (address?.bucket !== bucket)
    throw new ArchiveRequestError(`expected \`trail\` in the bucket that the stack may read, \`${bucket}\``);
  return address.prefix;
}
