import { LeavingOut } from '../../../shared/archive/left-out.ts';
import { objectPath, parseObjectAddress } from '../../../shared/archive/object-address.ts';
import { type ArchiveRequest, ArchiveRequestError, selectionOf } from '../../../shared/audit/archive-run.ts';
import { FileOutcomes } from '../../../shared/audit/file-outcomes.ts';
import { neededTimes } from '../../../shared/audit/needed-times.ts';
import {
  batchName,
  batchNames,
  fileNames,
  type ListedBatches,
  leftOutName,
  numbered,
} from '../../../shared/aws/archive-runs/run-files.ts';
import type { RunFolder } from '../../../shared/aws/archive-runs/run-folder.ts';
import { listObjects } from '../../../shared/aws/objects/list-objects.ts';
import type { ListedObject, ObjectStore } from '../../../shared/aws/objects/object-store.ts';
import { stepFault } from '../../../shared/aws/objects/s3-faults.ts';
import type { CurrentRuleBook } from '../../../shared/aws/policy/policy-source.ts';
import type { PolicyDocument } from '../../../shared/contracts/policy-contract.generated.ts';
import { parsePolicy } from '../../../shared/policy/parse-policy.ts';
import { rules } from '../../../shared/rules/index.ts';
import { pinnedRun, pinRun } from '../../pinned-run.ts';
import { putBatch } from './batch.ts';
import { writePart } from './write-part.ts';

/** How much of a trail one execution reads: it is to end within seconds, and a start costs as much however little it is. */
const mostObjects = 1000;
const mostBytes = 256 * 1024 * 1024;
/** Milliseconds that are to be left when a listing is put off to the next execution. */
const margin = 60_000;

/** How far the listing of a trail has come: plain data, which the state machine keeps. */
export interface Listing {
  /** One for each execution that listed. Each says in a part of its own what it left out. */
  readonly listings: readonly ListedBatches[];
  /** Of all of them. */
  readonly batches: number;
  readonly isDone: boolean;
  /** The file in which all batches are listed when all is done. */
  readonly manifest: string;
  /** The key up to which everything was listed; empty where nothing was. */
  readonly after: string;
}

export interface ListingDependencies {
  readonly folder: RunFolder;
  /** The bucket that may be read. */
  readonly bucket: string;
  readonly store: Pick<ObjectStore, 'list'>;
  readonly currentBook: CurrentRuleBook;
  /** What tells this try from others: one before it may be at it still, where its answer was lost. */
  readonly attempt: string;
  /** Milliseconds that this execution has left. */
  readonly timeLeft: () => number;
}

/**
 * Lists what of a trail an audit needs, and cuts it into batches, in the order of its keys. Goes on where the listing before
 * ended for want of time. What is left out, and why, is a part of its own. The first one says what the run goes by.
 */
export async function listTrail(
  request: ArchiveRequest,
  before: Pick<Listing, 'listings' | 'after'>,
  { folder, bucket, store, currentBook, attempt, timeLeft }: ListingDependencies,
): Promise<Listing> {
  if (before.listings.length === 0)
    await pinRun(folder, {
      trail: request.trail ?? objectPath(bucket, ''),
      selection: selectionOf(request),
      policy: await policyOf(request, currentBook),
    });
  const { trail, selection, book } = await pinnedRun(folder);
  const { lapseSeconds } = book.policy.parameters;
  const leftOut = new LeavingOut(neededTimes(selection, { lapseSeconds }));
  const ignored: { path: string; reason: string }[] = [];
  const late = new AbortController();
  const name = `${numbered(before.listings.length + 1)}-${attempt.replaceAll(/[^\w-]/g, '')}`;
  let batches = 0;
  let { after } = before;
  let some: ListedObject[] = [];
  let bytes = 0;

  async function endBatch(): Promise<void> {
    if (some.length > 0) await putBatch(folder, batchName(name, ++batches), { bucket, objects: some });
    some = [];
    bytes = 0;
  }

  function onPassed(key: string): void {
    after = key;
    if (timeLeft() <= margin) late.abort();
  }

  const listed = listObjects(store, {
    ...{ prefix: prefixIn(trail, bucket), leftOut, onPassed, signal: late.signal },
    ...(after !== '' && { after }),
  });
  for await (const object of explained(listed, trail)) {
    if (object.size === 0 && object.key.endsWith('/'))
      ignored.push({ path: objectPath(bucket, object.key), reason: 'folder of Amazon S3 without content' });
    else {
      some.push(object);
      bytes += object.size;
    }
    if (some.length >= mostObjects || bytes >= mostBytes) await endBatch();
    onPassed(object.key);
    if (late.signal.aborted) break;
  }
  await endBatch();
  const coverage = new FileOutcomes().coverage(
    { skipped: [], ignored, leftOut: { counts: leftOut.counts } },
    true,
  );
  const part = await writePart(() => ({ ...coverage, interrupted: false }));
  await folder.put(fileNames.part(leftOutName(name)), part);
  const listings = [...before.listings, { name, batches }];
  const names = batchNames(listings);
  const isDone = !late.signal.aborted;
  const manifest = fileNames.batches(name);
  if (isDone) await folder.put(manifest, JSON.stringify(names.map((batch) => ({ batch }))));
  return { listings, batches: names.length, isDone, manifest, after };
}

async function* explained(listed: AsyncIterable<ListedObject>, trail: string): AsyncGenerator<ListedObject> {
  try {
    yield* listed;
  } catch (error) {
    throw stepFault(error, trail);
  }
}

const ruleIds = rules.map(({ meta }) => meta.id);

async function policyOf({ policy }: ArchiveRequest, currentBook: CurrentRuleBook): Promise<PolicyDocument> {
  return policy === undefined ? (await currentBook()).policy.document : parsePolicy(policy, ruleIds).document;
}

function prefixIn(trail: string, bucket: string): string {
  const address = parseObjectAddress(trail);
  if (address?.bucket !== bucket)
    throw new ArchiveRequestError(`expected \`trail\` in the bucket that the stack may read, \`${bucket}\``);
  return address.prefix;
}
