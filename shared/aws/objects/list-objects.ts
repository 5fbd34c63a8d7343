import type { LeavingOut } from '../../archive/left-out.ts';
import { leadsToDays } from '../../archive/log-days.ts';
import type { ListedObject, ListedPage, ObjectStore, PageRequest } from './object-store.ts';

/** Folders of which the first pages are asked for at once. */
const mostAhead = 16;

export interface ListingOptions {
  readonly prefix: string;
  /** Leaves out what is of other days. */
  readonly leftOut: LeavingOut;
  readonly signal: AbortSignal;
}

/**
 * Lists the objects whose keys begin with a prefix, but for those of other days, about in the order of their keys. Where
 * CloudTrail puts folders of years, months and days it goes from folder to folder, so that those of other days are not even
 * listed; everything else comes 1,000 objects a request.
 */
export async function* listObjects(
  store: Pick<ObjectStore, 'list'>,
  { prefix, leftOut, signal }: ListingOptions,
): AsyncGenerator<ListedObject> {
  const folder = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')));
  const byFolder = leftOut.isByDate && (folder === '' || leadsToDays(folder));
  yield* list(store, { prefix, byFolder }, leftOut, signal);
}

async function* list(
  store: Pick<ObjectStore, 'list'>,
  request: Omit<PageRequest, 'from'>,
  leftOut: LeavingOut,
  signal: AbortSignal,
  first: Promise<ListedPage> = store.list({ ...request, from: undefined }, signal),
): AsyncGenerator<ListedObject> {
  for (let page = await first; ; ) {
    // The next page is on its way while this one is worked on.
    const next = page.next === undefined ? undefined : store.list({ ...request, from: page.next }, signal);
    next?.catch(() => undefined);
    for (const object of page.objects) if (!leftOut.file(folderOf(object.key))) yield object;
    yield* listFolders(store, page.folders, leftOut, signal);
    if (next === undefined) return;
    page = await next;
  }
}

async function* listFolders(
  store: Pick<ObjectStore, 'list'>,
  prefixes: readonly string[],
  leftOut: LeavingOut,
  signal: AbortSignal,
): AsyncGenerator<ListedObject> {
  const wanted = prefixes.filter((prefix) => !leftOut.folder(prefix.slice(0, -1)));
  const requests = wanted.map((prefix) => ({ prefix, byFolder: leadsToDays(prefix.slice(0, -1)) }));
  const asked: Promise<ListedPage>[] = [];
  for (const [index, request] of requests.entries()) {
    for (const ahead of requests.slice(asked.length, index + mostAhead)) {
      const page = store.list({ ...ahead, from: undefined }, signal);
      page.catch(() => undefined);
      asked.push(page);
    }
    yield* list(store, request, leftOut, signal, asked[index]);
  }
}

function folderOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('/')));
}
