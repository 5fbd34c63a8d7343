import type { LeavingOut } from '../../archive/left-out.ts';
import { leadsToDays } from '../../archive/log-days.ts';
import type { ListedObject, ListedPage, ObjectStore, PageRequest } from './object-store.ts';

/** Folders of which the first pages are asked for at once. */
const mostAhead = 16;

export interface ListingOptions {
  readonly prefix: string;
  /** Leaves out what is of other days. */
  readonly leftOut: LeavingOut;
  /** The key up to which everything was listed before. */
  readonly after?: string | undefined;
  /** Told up to which key everything has been listed, a page or folder at a time, whether or not any of it was wanted. */
  readonly onPassed?: (key: string) => void;
  /** Ends the listing. */
  readonly signal: AbortSignal;
}

/**
 * Lists the objects whose keys begin with a prefix, but for those of other days, in the order of their keys. Where
 * CloudTrail puts folders of years, months and days it goes from folder to folder, so that those of other days are not even
 * listed; everything else comes 1,000 objects a request.
 */
export async function* listObjects(
  store: Pick<ObjectStore, 'list'>,
  { prefix, ...options }: ListingOptions,
): AsyncGenerator<ListedObject> {
  const folder = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')));
  const byFolder = options.leftOut.isByDate && (folder === '' || leadsToDays(folder));
  yield* list(store, { prefix, byFolder }, options);
}

type Options = Omit<ListingOptions, 'prefix'>;
type Request = Pick<PageRequest, 'prefix' | 'byFolder'>;

async function* list(
  store: Pick<ObjectStore, 'list'>,
  request: Request,
  options: Options,
  first: Promise<ListedPage> = firstPage(store, request, options),
): AsyncGenerator<ListedObject> {
  const { signal } = options;
  for (let page = await first; ; ) {
    // The next page is on its way while this one is worked on.
    const next = page.next === undefined ? undefined : store.list({ ...request, from: page.next }, signal);
    next?.catch(() => undefined);
    yield* inOrder(store, page, options);
    if (signal.aborted) return;
    const last = page.objects.at(-1);
    if (last !== undefined && !request.byFolder) options.onPassed?.(last.key);
    if (next === undefined || signal.aborted) return;
    page = await next;
  }
}

/**
 * What is in the folders of a page, and the objects beside these, in the order of their keys. What is left out is counted
 * when its turn comes: where a listing ends and another one goes on, each counts its own.
 */
async function* inOrder(
  store: Pick<ObjectStore, 'list'>,
  { folders, objects }: ListedPage,
  options: Options,
): AsyncGenerator<ListedObject> {
  const { leftOut, after, signal, onPassed = () => undefined } = options;
  const later = folders.filter((prefix) => isAfter(lastIn(prefix), after));
  const wanted = later.filter((prefix) => leftOut.isWanted(pathOf(prefix))).map(requestFor);
  const firstPageOf = askedAhead(store, wanted, options);
  let opened = 0;
  for (const entry of byKey(later, objects)) {
    if (signal.aborted) return;
    if (typeof entry !== 'string') {
      if (isAfter(entry.key, after) && !leftOut.file(folderOf(entry.key))) yield entry;
    } else if (!leftOut.folder(pathOf(entry))) {
      yield* list(store, requestFor(entry), options, firstPageOf(opened++));
      if (!signal.aborted) onPassed(lastIn(entry));
    }
  }
}

/** Folders and the objects beside them, in the order of their keys: no object lies between those of a folder. */
function byKey(folders: readonly string[], objects: readonly ListedObject[]): (string | ListedObject)[] {
  const entries = [...folders, ...objects];
  return folders.length === 0 ? entries : entries.sort((one, other) => compare(keyOf(one), keyOf(other)));
}

function keyOf(entry: string | ListedObject): string {
  return typeof entry === 'string' ? entry : entry.key;
}

/** The first pages of folders, by their place: when one is asked for, some after it are too. */
function askedAhead(
  store: Pick<ObjectStore, 'list'>,
  requests: readonly Request[],
  options: Options,
): (place: number) => Promise<ListedPage> | undefined {
  const asked: Promise<ListedPage>[] = [];
  return (place) => {
    for (const request of requests.slice(asked.length, place + mostAhead)) {
      const page = firstPage(store, request, options);
      page.catch(() => undefined);
      asked.push(page);
    }
    return asked[place];
  };
}

function requestFor(prefix: string): Request {
  return { prefix, byFolder: leadsToDays(pathOf(prefix)) };
}

function firstPage(
  store: Pick<ObjectStore, 'list'>,
  request: Request,
  { after, signal }: Options,
): Promise<ListedPage> {
  const isWithin = !request.byFolder && after !== undefined && isBefore(request.prefix, after);
  return store.list({ ...request, from: undefined, ...(isWithin && { after }) }, signal);
}

function isAfter(key: string, after: string | undefined): boolean {
  return after === undefined || isBefore(after, key);
}

function isBefore(one: string, other: string): boolean {
  return compare(one, other) < 0;
}

/** In the order of Amazon S3: that of the bytes of UTF-8. */
function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** What no key of a folder comes after. */
function lastIn(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}

/** Of a folder, by its prefix. */
function pathOf(prefix: string): string {
  return prefix.slice(0, -1);
}

function folderOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('/')));
}
