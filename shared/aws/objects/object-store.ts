/** An object, as a listing names it. */
export interface ListedObject {
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  /** Of the version that was listed. */
  readonly etag: string | undefined;
}

/** A page of a listing: at the most 1,000 objects and folders, in the order of their keys. */
export interface ListedPage {
  readonly objects: readonly ListedObject[];
  /** Prefixes up to the next `/`, where these were asked for. */
  readonly folders: readonly string[];
  /** What the next page is asked for with. */
  readonly next: string | undefined;
}

export interface PageRequest {
  readonly prefix: string;
  /** Whether only what is directly under the prefix is listed. */
  readonly byFolder: boolean;
  readonly from: string | undefined;
  /** Keys up to this one are left out, where the first page is asked for and no folders are. */
  readonly after?: string | undefined;
}

/** A bucket that can be listed and read. Every method throws UnreadableFileError, which says why in words. */
export interface ObjectStore {
  readonly list: (page: PageRequest, signal: AbortSignal) => Promise<ListedPage>;
  /** The bytes of an object from a position on, of the version that was listed. */
  readonly read: (object: ListedObject, from: number, signal: AbortSignal) => AsyncIterable<Uint8Array>;
}
