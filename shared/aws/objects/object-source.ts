import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchiveFile } from '../../archive/file-reading.ts';
import type { FileSource, Told } from '../../archive/file-source.ts';
import type { LeavingOut } from '../../archive/left-out.ts';
import { type ObjectAddress, objectPath } from '../../archive/object-address.ts';
import { unreadable } from '../../archive/read-file.ts';
import { ObjectFetcher, versionOf } from './fetch-objects.ts';
import { listObjects } from './list-objects.ts';
import type { ListedObject, ObjectStore } from './object-store.ts';

/** The objects of one bucket that are fetched at once, where nobody else reads them. */
const atOnce = 64;

export interface ObjectSourceOptions {
  /** The path that the user gave. */
  readonly named: string;
  readonly address: ObjectAddress;
  readonly store: ObjectStore;
  /** Where it is told what is not read. */
  readonly told: WhatIsTold;
  /** Whether an object was read before; it is left out then. */
  readonly isDone?: ((file: Pick<ArchiveFile, 'path' | 'version'>) => boolean) | undefined;
  readonly signal: AbortSignal;
}

interface WhatIsTold {
  readonly skipped: Told[];
  readonly ignored: Told[];
  readonly leftOut: LeavingOut;
}

/** Objects as files of an archive. */
export class ObjectSource implements Pick<FileSource, 'find' | 'letGo' | 'close'> {
  readonly #options: ObjectSourceOptions;
  readonly #fetcher: ObjectFetcher;
  #folder: Promise<string> | undefined;
  #met = 0;

  constructor(options: ObjectSourceOptions) {
    this.#options = options;
    const { named, address, store, signal } = options;
    const folder = () => {
      this.#folder ??= mkdtemp(join(tmpdir(), 'sts-warden-objects-'));
      return this.#folder;
    };
    this.#fetcher = new ObjectFetcher(store, { bucket: address.bucket, named, folder, atOnce, signal });
  }

  async *find(): AsyncGenerator<ArchiveFile> {
    const { named, address, store, signal } = this.#options;
    const { leftOut, skipped } = this.#options.told;
    const before = leftOut.count;
    try {
      const objects = listObjects(store, { prefix: address.prefix, leftOut, signal });
      yield* this.#fetcher.fetch(this.#wanted(objects));
      if (this.#met === 0 && leftOut.count === before && !signal.aborted)
        skipped.push({ path: named, reason: 'holds no object' });
    } catch (error) {
      if (!signal.aborted) skipped.push({ path: named, reason: unreadable(error).message });
    }
  }

  letGo(file: ArchiveFile): void {
    this.#fetcher.letGo(file);
  }

  /** Removes what went to disk. */
  async close(): Promise<void> {
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true });
  }

  /** Without those that were read before, and without empty ones that the console of Amazon S3 makes to stand for folders. */
  async *#wanted(objects: AsyncIterable<ListedObject>): AsyncGenerator<ListedObject> {
    const { address, told, isDone = () => false } = this.#options;
    for await (const object of objects) {
      this.#met++;
      const path = objectPath(address.bucket, object.key);
      if (object.size === 0 && object.key.endsWith('/'))
        told.ignored.push({ path, reason: 'folder of Amazon S3 without content' });
      else if (!isDone({ path, ...versionOf(object) })) yield object;
    }
  }
}
