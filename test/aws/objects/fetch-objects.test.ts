import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type ArchiveFile, manyFetchedBytes } from '../../../shared/archive/file-reading.ts';
import { UnreadableFileError, UnreadableObjectError } from '../../../shared/archive/unreadable-file.ts';
import { ObjectFetcher } from '../../../shared/aws/objects/fetch-objects.ts';
import type { ListedObject } from '../../../shared/aws/objects/object-store.ts';
import { temporaryFolder } from '../../support/cli/temporary-folder.ts';

const megabyte = 1024 * 1024;
const object = (key: string, size = 1): ListedObject => ({ key, size, etag: undefined });

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

/** Fetches from a bucket that answers in pieces of a megabyte, and counts what is on its way. */
async function fetcherOf(
  read?: (object: ListedObject, signal: AbortSignal) => AsyncIterable<Uint8Array>,
  atOnce = 64,
) {
  const folder = await temporaryFolder();
  const state = { now: 0, most: 0, bytes: 0 };
  const store = {
    read: async function* (one: ListedObject, _: number, fetching: AbortSignal) {
      state.now++;
      state.bytes += one.size;
      state.most = Math.max(state.most, state.now);
      await setImmediate();
      if (read === undefined)
        for (let at = 0; at < one.size; at += megabyte)
          yield Buffer.alloc(Math.min(megabyte, one.size - at), one.key.at(-1));
      else yield* read(one, fetching);
      state.now--;
    },
  };
  const { signal } = new AbortController();
  const options = {
    bucket: 'bucket',
    named: 's3://bucket',
    folder: async () => folder.path,
    atOnce,
    signal,
  };
  return { fetcher: new ObjectFetcher(store, options), state };
}

describe('ObjectFetcher', () => {
  it.each([64, 16])('passes objects on in their order, whoever is the first, %d at once', async (atOnce) => {
    const objects = Array.from({ length: 500 }, (_, index) => object(`key-${index}`, 1 + (index % 7)));
    const { fetcher, state } = await fetcherOf(async function* ({ size, key }) {
      for (let turn = 0; turn < (key.length * size) % 11; turn++) await setImmediate();
      yield Buffer.alloc(size, 'x');
    }, atOnce);
    const files: ArchiveFile[] = [];
    for await (const file of fetcher.fetch(each(objects))) {
      files.push(file);
      fetcher.letGo(file);
    }
    expect(files.map(({ path, bytes }) => [path, bytes?.length])).toEqual(
      objects.map(({ key, size }) => [`s3://bucket/${key}`, size]),
    );
    expect(state.most).toBeGreaterThan(atOnce / 2);
    expect(state.most).toBeLessThanOrEqual(atOnce);
  });

  it('fetches no more than is read', async () => {
    const objects = Array.from({ length: 100 }, (_, index) => object(`key-${index}`, 4 * megabyte));
    const { fetcher, state } = await fetcherOf();
    const held: ArchiveFile[] = [];
    let read = 0;
    for await (const file of fetcher.fetch(each(objects))) {
      for (let turn = 0; turn < 20; turn++) await setImmediate();
      read += file.bytes?.length ?? 0;
      held.push(file);
      const let_go = held.length > 3 ? held.shift() : undefined;
      if (let_go !== undefined) fetcher.letGo(let_go);
      expect(state.bytes - read).toBeLessThanOrEqual(64 * megabyte);
    }
    expect(read).toBe(400 * megabyte);
  });

  it('has a large object on disk until it has been read', async () => {
    const size = 9 * megabyte + 5;
    const { fetcher } = await fetcherOf();
    const files: ArchiveFile[] = [];
    for await (const file of fetcher.fetch(each([object('a', size), object('b', 5), object('c', size)]))) {
      files.push(file);
      expect(file.bytes === undefined).toBe(file.copy !== undefined);
      if (file.copy === undefined) continue;
      const bytes = await readFile(file.copy);
      expect(bytes.equals(Buffer.alloc(size, file.path.at(-1)))).toBe(true);
      fetcher.letGo(file);
      await expect.poll(() => existsSync(file.copy ?? ''), { timeout: 10_000 }).toBe(false);
    }
    expect(files).toHaveLength(3);
  });

  it('says of an object why it cannot be read, and goes on', async () => {
    const { fetcher } = await fetcherOf(async function* ({ key, size }) {
      if (key === 'b') throw new UnreadableFileError('permission denied');
      if (key === 'c') throw new UnreadableObjectError('no answer', 'time');
      yield Buffer.alloc(size);
    });
    const objects = [object('a'), object('b'), object('c'), object('d', 0)];
    const faults: unknown[] = [];
    for await (const { fault, bytes } of fetcher.fetch(each(objects))) faults.push(fault ?? bytes?.length);
    expect(faults).toEqual([
      1,
      { reason: 'permission denied', cure: 'somebody' },
      { reason: 'no answer', cure: 'time' },
      0,
    ]);
  });

  it('ends what is on its way where no more is asked for, and begins nothing more', async () => {
    const signals: AbortSignal[] = [];
    const { fetcher } = await fetcherOf(async function* ({ key, size }, signal) {
      signals.push(signal);
      if (Number(key.slice(4)) > 10) await once(signal, 'abort');
      yield Buffer.alloc(size);
    });
    let listed = 0;
    const objects = async function* () {
      for (; listed < 50; listed++) {
        await setImmediate();
        yield object(`key-${listed}`);
      }
    };
    for await (const file of fetcher.fetch(objects())) {
      fetcher.letGo(file);
      if (listed > 10) break;
    }
    const before = listed;
    for (let turn = 0; turn < 100; turn++) await setImmediate();
    expect(signals.length).toBeGreaterThan(1);
    expect(signals.length).toBeLessThanOrEqual(before + 1);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  it('fails where the listing does, when what came before has been passed on', async () => {
    const { fetcher } = await fetcherOf();
    const objects = async function* () {
      yield object('a');
      throw new UnreadableFileError('the listing');
    };
    const paths: string[] = [];
    const reading = async () => {
      for await (const { path } of fetcher.fetch(objects())) paths.push(path);
    };
    await expect(reading()).rejects.toThrow('the listing');
    expect(paths).toEqual(['s3://bucket/a']);
  });
});

it('what is given to a thread at once is less than what is fetched ahead', () => {
  expect(manyFetchedBytes + 8 * megabyte).toBeLessThan(64 * megabyte);
});
