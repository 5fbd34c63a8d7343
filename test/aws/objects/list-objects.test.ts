import { describe, expect, it } from 'vitest';
import { LeavingOut } from '../../../shared/archive/left-out.ts';
import type { TimeRange } from '../../../shared/archive/time-range.ts';
import { listObjects } from '../../../shared/aws/objects/list-objects.ts';
import type { ListedPage, ObjectStore } from '../../../shared/aws/objects/object-store.ts';

const region = 'logs/AWSLogs/o-a1b2c3d4e5/123456789012/CloudTrail/eu-central-1/';
const seconds = (time: string) => Date.parse(time) / 1000;

/** A bucket of keys, with as many objects and folders a page as it is said. */
function bucketOf(keys: readonly string[], pageSize = 1000) {
  const asked: string[] = [];
  const list: ObjectStore['list'] = async ({ prefix, byFolder, after = '', from = after }) => {
    asked.push(`${prefix}${byFolder ? ' by folder' : ''}`);
    const names = new Set(
      keys
        .filter((key) => key.startsWith(prefix))
        .map((key) => {
          const end = byFolder ? key.indexOf('/', prefix.length) : -1;
          return end === -1 ? key : key.slice(0, end + 1);
        }),
    );
    const left = [...names].sort().filter((name) => name > from);
    const page = left.slice(0, pageSize);
    const isFolder = (name: string) => byFolder && name.endsWith('/');
    return {
      objects: page.filter((name) => !isFolder(name)).map((key) => ({ key, size: 1, etag: undefined })),
      folders: page.filter(isFolder),
      next: left.length > pageSize ? page.at(-1) : undefined,
    } satisfies ListedPage;
  };
  return { list, asked };
}

async function listed(
  bucket: ReturnType<typeof bucketOf>,
  prefix = '',
  times: TimeRange = {},
  after?: string,
) {
  const leftOut = new LeavingOut(times);
  const keys: string[] = [];
  const { signal } = new AbortController();
  for await (const { key } of listObjects(bucket, { prefix, leftOut, after, signal })) keys.push(key);
  return { keys, asked: bucket.asked, leftOut: leftOut.counts };
}

/** Keys of a trail, two for each day of 2025 and 2026. */
const days = Array.from({ length: 730 }, (_, day) =>
  new Date(Date.UTC(2025, 0, 1 + day)).toISOString().slice(0, 10).replaceAll('-', '/'),
);
const trail = days.flatMap((day) => ['a', 'b'].map((name) => `${region}${day}/${name}.json.gz`));
const firstOfOctober = (keys: readonly string[]) => keys.filter((key) => /2026\/10\/0[1-4]/.test(key));
const october = { from: seconds('2026-10-02T08:00:00Z'), to: seconds('2026-10-03T08:00:00Z') };

describe('listObjects', () => {
  it.each([
    [1, {}],
    [3, {}],
    [1000, october],
  ])('goes on after a key, whichever it was, %d a page', async (pageSize, times) => {
    const keys = [
      ...trail.slice(-5),
      ...firstOfOctober(trail),
      `${region}2026/10/02-a`,
      `${region}2026/10/02.b`,
      `${region}2026/10/z/1`,
    ].sort();
    const { keys: all } = await listed(bucketOf(keys, pageSize), 'logs/', times);
    expect(all).toEqual([...all].sort());
    for (const [index, after] of all.entries())
      expect((await listed(bucketOf(keys, pageSize), 'logs/', times, after)).keys).toEqual(
        all.slice(index + 1),
      );
  });

  it('does not list what lies before the key that it goes on after', async () => {
    const after = `${region}2026/10/03/a.json.gz`;
    const { keys, asked } = await listed(bucketOf(trail), 'logs/', { from: october.from }, after);
    expect(keys[0]).toBe(`${region}2026/10/03/b.json.gz`);
    expect(asked).not.toContain(`${region}2026/10/02/`);
  });

  it.each([1, 2, 7, 1000])('lists everything under a prefix, %d a page', async (pageSize) => {
    const keys = ['a/1', 'a/2', 'b', 'b/1', 'c'];
    expect((await listed(bucketOf(keys, pageSize), 'b')).keys).toEqual(['b', 'b/1']);
    expect((await listed(bucketOf(keys, pageSize))).keys).toEqual(keys);
  });

  it('asks for pages of 1,000 and for no folders where nothing is left out', async () => {
    const { keys, asked } = await listed(bucketOf(trail), 'logs/');
    expect(keys).toEqual(trail);
    expect(asked).toEqual(['logs/', 'logs/']);
  });

  it.each([1, 3, 1000])('does not list other days, with %d a page', async (pageSize) => {
    const { keys, asked, leftOut } = await listed(bucketOf(trail, pageSize), 'logs/AWSLogs/', october);
    expect(keys).toEqual(
      ['02', '03', '04'].flatMap((day) =>
        ['a', 'b'].map((name) => `${region}2026/10/${day}/${name}.json.gz`),
      ),
    );
    expect(asked.some((prefix) => prefix.startsWith(`${region}2025/`))).toBe(false);
    // 2025, the other months of 2026, the other days of October.
    expect(leftOut).toMatchObject({ files: 0, folders: 1 + 11 + 28, goesOn: true });
    if (pageSize === 1000) expect(asked).toHaveLength(10);
  });

  it.each([
    ['of a Region', region],
    ['of a year', `${region}2026/`],
    ['of a month', `${region}2026/10/`],
    ['that is the beginning of some days', `${region}2026/10/0`],
    ['of the bucket', ''],
    ['above CloudTrail’s', 'logs/'],
  ])('finds the same from the prefix %s', async (_, prefix) => {
    const { keys } = await listed(bucketOf(trail), prefix, october);
    expect(keys).toHaveLength(6);
  });

  it('leaves out by their keys what it did not go to by folders', async () => {
    const { leftOut } = await listed(bucketOf(trail), 'logs/', october);
    expect(leftOut).toMatchObject({ files: 730 * 2 - 6, folders: 0 });
  });

  it('goes into no folder of another kind one by one', async () => {
    const others = Array.from({ length: 200 }, (_, index) => `AWSLogs/folder-${index}/a/b/c`);
    const { keys, asked } = await listed(bucketOf(others), 'AWSLogs/', october);
    expect(keys).toHaveLength(200);
    expect(asked).toHaveLength(201);
  });

  it('fails where a page does', async () => {
    const list = async () => Promise.reject(new Error('a fault'));
    await expect(listed({ list, asked: [] })).rejects.toThrow('a fault');
  });
});
