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
  /** Told up to which key everything has been listed, a page at a time, whether or not any of it was wanted. */
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
  const { leftOut, signal } = options;
  for (let page = await first; ; ) {
    // The next page is on its way while this one is worked on.
    const next = page.next === undefined ? undefined : store.list({ ...request, from: page.next }, signal);
    next?.catch(() => undefined);
    const objects = page.objects.filter(
      ({ key }) => isAfter(key, options.after) && !leftOut.file(folderOf(key)),
    );
    yield* merged(listFolders(store, page.folders, options), objects);
    const last = page.objects.at(-1);
    if (last !== undefined && !request.byFolder) options.onPassed?.(last.key);
    if (next === undefined || signal.aborted) return;
    page = await next;
  }
}

/** What is in folders, and objects beside these, in the order of their keys. */
async function* merged(
  inFolders: AsyncGenerator<ListedObject>,
  objects: readonly ListedObject[],
): AsyncGenerator<ListedObject> {
  let next = await inFolders.next();
  for (const object of objects) {
    for (; !next.done && isBefore(next.value.key, object.key); next = await inFolders.next())
      yield next.value;
    yield object;
  }
  for (; !next.done; next = await inFolders.next()) yield next.value;
}

async function* listFolders(
  store: Pick<ObjectStore, 'list'>,
  prefixes: readonly string[],
  options: Options,
): AsyncGenerator<ListedObject> {
  const { leftOut, after } = options;
  const wanted = prefixes.filter(
    (prefix) => holdsLater(prefix, after) && !leftOut.folder(prefix.slice(0, -1)),
  );
  const requests = wanted.map((prefix) => ({ prefix, byFolder: leadsToDays(prefix.slice(0, -1)) }));
  const asked: Promise<ListedPage>[] = [];
  for (const [index, request] of requests.entries()) {
    if (options.signal.aborted) return;
    for (const ahead of requests.slice(asked.length, index + mostAhead)) {
      const page = firstPage(store, ahead, options);
      page.catch(() => undefined);
      asked.push(page);
    }
    yield* list(store, request, options, asked[index]);
  }
}

function firstPage(
  store: Pick<ObjectStore, 'list'>,
  request: Request,
  { after, signal }: Options,
): Promise<ListedPage> {
  const isWithin = !request.byFolder && after !== undefined && isBefore(request.prefix, after);
  return store.list({ ...request, from: undefined, ...(isWithin && { after }) }, signal);
}

/** Whether a folder holds keys after one. */
function holdsLater(prefix: string, after: string | undefined): boolean {
  return after === undefined || after.startsWith(prefix) || isBefore(after, prefix);
}

function isAfter(key: string, after: string | undefined): boolean {
  return after === undefined || isBefore(after, key);
}

/** In the order of Amazon S3: that of the bytes of UTF-8. */
function isBefore(one: string, other: string): boolean {
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0;
}

function folderOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('/')));
}
