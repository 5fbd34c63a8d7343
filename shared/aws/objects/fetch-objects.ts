import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveFile } from '../../archive/file-reading.ts';
import { objectPath } from '../../archive/object-address.ts';
import { unreadable } from '../../archive/read-file.ts';
import { UnreadableObjectError } from '../../archive/unreadable-file.ts';
import type { ListedObject, ObjectStore } from './object-store.ts';
import { readObject } from './read-object.ts';
import { Room } from './room.ts';

/** Bytes of objects that are on their way or there, until they have been read. */
const mostBytes = 64 * 1024 * 1024;
/** A larger object goes to disk first, and is read there piece by piece. */
const mostInMemory = 8 * 1024 * 1024;
/** What one of them takes of the room: so few are on disk at once. */
const largeShare = mostBytes / 2;

export interface FetchingOptions {
  readonly bucket: string;
  /** The path that the user gave. */
  readonly named: string;
  /** The folder for what is too large for memory; made when it is needed. */
  readonly folder: () => Promise<string>;
  /** Objects that are on their way, or there and not asked for yet. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
}

/** Fetches objects, many at once, and passes them on in their order. */
export class ObjectFetcher {
  readonly #store: Pick<ObjectStore, 'read'>;
  readonly #options: FetchingOptions;
  readonly #bytes = new Room(mostBytes);
  readonly #places: Room;
  /** What files take of the room, until they are let go. */
  readonly #held = new Map<ArchiveFile, number>();

  constructor(store: Pick<ObjectStore, 'read'>, options: FetchingOptions) {
    this.#store = store;
    this.#options = options;
    this.#places = new Room(options.atOnce);
  }

  /** Throws what `objects` throws, when what came before has been passed on. Who asks for no more ends what is on its way. */
  async *fetch(objects: AsyncIterable<ListedObject>): AsyncGenerator<ArchiveFile> {
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#options.signal, stop.signal]);
    const begun: Promise<ArchiveFile>[] = [];
    let isAllBegun = false;
    let tell: () => void = () => undefined;
    const beginAll = async () => {
      try {
        for await (const object of objects) {
          await this.#places.take(1);
          const share = object.size > mostInMemory ? largeShare : object.size;
          await this.#bytes.take(share);
          if (stop.signal.aborted) return;
          begun.push(this.#fetched(object, share, signal));
          tell();
        }
      } finally {
        isAllBegun = true;
        tell();
      }
    };
    const beginning = beginAll();
    // It is waited for at the end.
    beginning.catch(() => undefined);
    try {
      while (begun.length > 0 || !isAllBegun) {
        const next = begun.shift();
        if (next === undefined)
          await new Promise<void>((resolve) => {
            tell = resolve;
          });
        else {
          const file = await next;
          this.#places.give(1);
          yield file;
        }
      }
      await beginning;
    } finally {
      stop.abort();
    }
  }

  /** Gives the room back that a file takes. */
  letGo(file: ArchiveFile): void {
    const share = this.#held.get(file);
    if (share === undefined) return;
    this.#held.delete(file);
    this.#bytes.give(share);
    // What cannot be removed now goes with its folder.
    if (file.copy !== undefined) void rm(file.copy, { force: true }).catch(() => undefined);
  }

  async #fetched(object: ListedObject, share: number, signal: AbortSignal): Promise<ArchiveFile> {
    const { bucket, named } = this.#options;
    const path = objectPath(bucket, object.key);
    const content = await this.#contentOf(object, signal);
    const file: ArchiveFile = { path, named, ...versionOf(object), ...content };
    this.#held.set(file, share);
    return file;
  }

  async #contentOf(
    object: ListedObject,
    signal: AbortSignal,
  ): Promise<Pick<ArchiveFile, 'bytes' | 'copy' | 'fault'>> {
    try {
      return await (object.size > mostInMemory
        ? this.#onDisk(object, signal)
        : this.#inMemory(object, signal));
    } catch (error) {
      const { message: reason } = unreadable(error);
      return { fault: { reason, cure: error instanceof UnreadableObjectError ? error.cure : 'somebody' } };
    }
  }

  async #inMemory(object: ListedObject, signal: AbortSignal): Promise<Pick<ArchiveFile, 'bytes'>> {
    const bytes = new Uint8Array(Buffer.allocUnsafeSlow(object.size).buffer);
    let at = 0;
    const sink = (piece: Uint8Array) => {
      bytes.set(piece, at);
      at += piece.length;
    };
    await readObject(this.#store, object, sink, signal);
    return { bytes };
  }

  async #onDisk(object: ListedObject, signal: AbortSignal): Promise<Pick<ArchiveFile, 'copy'>> {
    const copy = join(await this.#options.folder(), randomUUID());
    const file = await open(copy, 'wx', 0o600);
    try {
      const sink = (piece: Uint8Array) =>
        file.writeFile(piece).catch((error: unknown) => {
          throw unreadable(error);
        });
      await readObject(this.#store, object, sink, signal);
      return { copy };
    } catch (error) {
      await rm(copy, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  }
}

/** What tells an object from others of its key. */
export function versionOf({ etag }: ListedObject): Pick<ArchiveFile, 'version'> {
  return etag === undefined ? {} : { version: etag };
}
