import { once } from 'node:events';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { getBatch, putBatch } from '../../functions/audit-archive/history/batch.ts';
import { type Listing, listTrail } from '../../functions/audit-archive/history/list-trail.ts';
import { giveUpBatch, readBatch } from '../../functions/audit-archive/history/read-batch.ts';
import { pinnedRun } from '../../functions/pinned-run.ts';
import { UnreadableObjectError } from '../../shared/archive/unreadable-file.ts';
import type { ArchiveRequest } from '../../shared/audit/archive-run.ts';
import type { PartLine } from '../../shared/audit/audit-part.ts';
import type { FileCoverage } from '../../shared/audit/audit-report.ts';
import { batchNames, fileNames, leftOutName, partFiles } from '../../shared/aws/archive-runs/run-files.ts';
import type { ObjectStore } from '../../shared/aws/objects/object-store.ts';
import { record, rootRecord } from '../support/cli/audit-command.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';
import { type MemoryRunFolder, memoryRunFolder } from '../support/functions/memory-run-folder.ts';

const bucket = 'example-trail';
const day = (date: string) => `AWSLogs/123456789012/CloudTrail/eu-central-1/${date}`;
const start = { listings: [], after: '' };

/** A bucket with objects by their keys, each of so many bytes. */
function bucketOf(keys: readonly string[], size = 100): ObjectStore {
  return {
    list: async ({ prefix, byFolder, from = '', after = '' }) => {
      const names = new Set(
        keys
          .filter((key) => key.startsWith(prefix) && key > after)
          .map((key) => {
            const end = byFolder ? key.indexOf('/', prefix.length) : -1;
            return end === -1 ? key : key.slice(0, end + 1);
          }),
      );
      const left = [...names].sort().filter((name) => name > from);
      const page = left.slice(0, 1000);
      const isFolder = (name: string) => byFolder && name.endsWith('/') && name !== prefix;
      return {
        objects: page
          .filter((name) => !isFolder(name))
          .map((key) => ({ key, size: key.endsWith('/') ? 0 : size, etag: '"e"' })),
        folders: page.filter(isFolder),
        next: left.length > 1000 ? page.at(-1) : undefined,
      };
    },
    read: async function* () {
      yield Buffer.alloc(0);
    },
  };
}

const manyKeys = Array.from(
  { length: 2500 },
  (_, index) => `${day('2026/10/01')}/${String(index).padStart(5, '0')}.json.gz`,
);

async function list(
  store: ObjectStore,
  {
    request = {} as ArchiveRequest,
    before = start as Pick<Listing, 'listings' | 'after'>,
    attempt = '0',
    timeLeft = (): number => 900_000,
    folder = memoryRunFolder(),
    book = bookOf(),
  } = {},
) {
  const dependencies = { folder, bucket, store, currentBook: async () => book, attempt, timeLeft };
  return { listing: await listTrail(request, before, dependencies), folder };
}

async function batchesIn(folder: MemoryRunFolder, { listings }: Listing): Promise<string[][]> {
  const all: string[][] = [];
  for (const name of batchNames(listings))
    all.push((await getBatch(folder, name)).objects.map(({ key }) => key));
  return all;
}

/** The lines of a part. */
function linesOf(folder: MemoryRunFolder, name: string): PartLine[] {
  const text = gunzipSync(folder.files.get(fileNames.part(name)) ?? '').toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function coverageOf(folder: MemoryRunFolder, name: string): FileCoverage | undefined {
  return linesOf(folder, name).flatMap((line) => ('files' in line ? [line.files as FileCoverage] : []))[0];
}

describe('the listing of a trail', () => {
  it('cuts batches of 1,000 objects, in the order of their keys', async () => {
    const { listing, folder } = await list(bucketOf(manyKeys));
    expect(listing).toEqual({
      ...{ listings: [{ name: '0000001-0', batches: 3 }], batches: 3, isDone: true },
      ...{ manifest: 'batches/0000001-0.json', after: manyKeys.at(-1) },
    });
    const batches = await batchesIn(folder, listing);
    expect(batches.map(({ length }) => length)).toEqual([1000, 1000, 500]);
    expect(batches.flat()).toEqual(manyKeys);
    expect(JSON.parse(String(folder.files.get(listing.manifest)))).toEqual(
      ['0000001-0-0000001', '0000001-0-0000002', '0000001-0-0000003'].map((batch) => ({ batch })),
    );
  });

  it('cuts batches of 256 MiB', async () => {
    const { listing, folder } = await list(bucketOf(manyKeys.slice(0, 5), 100 * 1024 * 1024));
    expect((await batchesIn(folder, listing)).map(({ length }) => length)).toEqual([3, 2]);
  });

  it('goes on where its time had ended, object by object, until all are in a batch', async () => {
    const store = bucketOf(manyKeys);
    const folder = memoryRunFolder();
    let listing: Listing | undefined;
    while (!listing?.isDone) {
      let left = 1300;
      const timeLeft = () => (--left > 0 ? 900_000 : 1000);
      ({ listing } = await list(store, { folder, before: listing ?? start, timeLeft }));
    }
    const listings = ['0000001-0', '0000002-0'].map((name) => ({ name, batches: 2 }));
    expect(listing).toMatchObject({ listings, batches: 4, after: manyKeys.at(-1) });
    const batches = await batchesIn(folder, listing);
    expect(batches.map(({ length }) => length)).toEqual([1000, 299, 1000, 201]);
    expect(batches.flat()).toEqual(manyKeys);
    const parts = [
      '1-0-0000001',
      '1-0-0000002',
      '2-0-0000001',
      '2-0-0000002',
      '1-0-left-out',
      '2-0-left-out',
    ];
    expect(partFiles(listings)).toEqual(parts.map((name) => `parts/000000${name}.gz`));
    expect(folder.files.has('parts/0000001-0-left-out.gz')).toBe(true);
    expect(folder.files.has('parts/0000002-0-left-out.gz')).toBe(true);
    expect(JSON.parse(String(folder.files.get(listing.manifest)))).toHaveLength(4);
  });

  it('goes on where its time had ended, though it has met nothing that is wanted', async () => {
    const store = bucketOf(manyKeys.map((key) => `copies/${key}`));
    const request = { trail: `s3://${bucket}/copies/${day('2026/10/01')}/`, from: '2027-01-01T00:00:00Z' };
    const folder = memoryRunFolder();
    const afters: string[] = [];
    let listing: Listing | undefined;
    while (!listing?.isDone) {
      ({ listing } = await list(store, { folder, request, before: listing ?? start, timeLeft: () => 1000 }));
      afters.push(listing.after);
      expect(afters.length).toBeLessThan(9);
    }
    expect(listing.batches).toBe(0);
    expect(new Set(afters).size).toBeGreaterThan(1);
    expect(afters).toEqual(afters.toSorted());
  });

  it('goes on wherever its time had ended: nothing is lost, listed or counted twice', async () => {
    const regions = ['eu-central-1', 'us-east-1'].map((name) => `AWSLogs/123456789012/CloudTrail/${name}`);
    const days = ['2025/12/31', '2026/09/01', '2026/10/01', '2026/10/02', '2026/11/01'];
    const keys = regions.flatMap((region) => [
      ...days.flatMap((date) => ['a', 'b'].map((name) => `${region}/${date}/${name}.json.gz`)),
      ...[`${region}/2026/10/z.json.gz`, `${region}/z.json.gz`],
    ]);
    const store = bucketOf([...keys, 'AWSLogs/', 'AWSLogs/z.json.gz', 'z.json.gz'].sort());
    const request = { from: '2026-10-01T12:00:00Z', to: '2026-10-02T00:00:00Z' };
    const listedWith = async (looks: number) => {
      const folder = memoryRunFolder();
      let listing: Listing | undefined;
      while (!listing?.isDone) {
        let left = looks;
        const timeLeft = () => (left-- > 0 ? 900_000 : 1000);
        ({ listing } = await list(store, { folder, request, before: listing ?? start, timeLeft }));
      }
      const leftOut = listing.listings.map(({ name }) => coverageOf(folder, leftOutName(name)));
      const folders = leftOut.reduce((sum, coverage) => sum + (coverage?.leftOutByDate?.folders ?? 0), 0);
      return { keys: (await batchesIn(folder, listing)).flat(), folders };
    };
    const whole = await listedWith(1000);
    expect(whole.keys).toHaveLength(2 * (4 + 2) + 2);
    for (let looks = 0; looks < 40; looks++) expect([looks, await listedWith(looks)]).toEqual([looks, whole]);
  });

  it('looks at the time in folders that hold nothing of it, too', async () => {
    const accounts = Array.from(
      { length: 9 },
      (_, index) => `AWSLogs/00000000000${index}/CloudTrail/eu-west-1`,
    );
    const store = bucketOf(accounts.map((account) => `${account}/2024/01/01/a.json.gz`));
    const request = { from: '2026-10-01T12:00:00Z' };
    let left = 5;
    const timeLeft = () => (left-- > 0 ? 900_000 : 1000);
    const { listing, folder } = await list(store, { request, timeLeft });
    expect(listing.isDone).toBe(false);
    expect((await list(store, { folder, request, before: listing })).listing.isDone).toBe(true);
  });

  it('that is tried again touches nothing of the try before, which may be at it still', async () => {
    const folder = memoryRunFolder();
    await list(bucketOf(manyKeys), { folder });
    const before = new Map(folder.files);
    const { listing } = await list(bucketOf(manyKeys.slice(1)), { folder, attempt: '1' });
    before.delete(fileNames.run);
    for (const [name, bytes] of before) expect([name, folder.files.get(name)]).toEqual([name, bytes]);
    expect((await batchesIn(folder, listing)).flat()).toEqual(manyKeys.slice(1));
  });

  it('says what the run goes by, whatever is in force later on', async () => {
    const folder = memoryRunFolder();
    const request = { accounts: ['123456789012'] };
    const strict = bookOf({ parameters: { lapseSeconds: 901 } });
    const { listing } = await list(bucketOf(manyKeys), { folder, request, book: strict });
    const { book, ...run } = await pinnedRun(folder);
    expect(run).toMatchObject({ trail: `s3://${bucket}/`, selection: request });
    expect(book.policy.revision).toBe(strict.policy.revision);
    await list(bucketOf(manyKeys), { folder, request, before: listing });
    expect((await pinnedRun(folder)).book.policy.revision).toBe(strict.policy.revision);

    const policy = '{"schemaVersion":"1","rules":{"no-root-credentials":{"mode":"off"}}}';
    await list(bucketOf([]), { folder, request: { policy } });
    const { policy: own } = (await pinnedRun(folder)).book;
    expect(own.settingOf('no-root-credentials').mode).toBe('off');
  });

  it('leaves out other days but for those that sessions may reach back from, and says so in a part', async () => {
    const days = [
      '2026/09/01',
      '2026/09/29',
      '2026/09/30',
      '2026/10/01',
      '2026/10/02',
      '2026/10/03',
      '2026/10/05',
    ];
    const keys = days.map((date) => `${day(date)}/a.json.gz`);
    const request = { from: '2026-10-01T12:00:00Z', to: '2026-10-02T00:00:00Z' };
    const { listing, folder } = await list(bucketOf(keys), { request });
    expect((await batchesIn(folder, listing)).flat()).toEqual(keys.slice(1, 5));
    expect(coverageOf(folder, leftOutName('0000001-0'))).toMatchObject({
      leftOutByDate: { folders: 3, goesOn: true },
    });
  });

  it('reads no folder markers, and counts them', async () => {
    const { listing, folder } = await list(bucketOf(['AWSLogs/', `${day('2026/10/01')}/a.json.gz`]));
    expect((await batchesIn(folder, listing)).flat()).toHaveLength(1);
    expect(coverageOf(folder, leftOutName('0000001-0'))).toMatchObject({ filesIgnored: 1 });
  });

  it('of nothing ends with no batch', async () => {
    const { listing, folder } = await list(bucketOf([]));
    expect(listing).toMatchObject({ batches: 0, isDone: true, after: '' });
    expect(JSON.parse(String(folder.files.get(listing.manifest)))).toEqual([]);
  });

  it('is of the bucket that the stack may read alone', async () => {
    const request = { trail: 's3://other/AWSLogs/' };
    await expect(list(bucketOf([]), { request })).rejects.toThrow(
      'expected `trail` in the bucket that the stack may read, `example-trail`',
    );
  });
});

describe('a batch', () => {
  const sound = gzipSync(
    JSON.stringify({ Records: [rootRecord('root'), record('sound'), { eventName: 'GetObject' }] }),
  );
  const known: Readonly<Record<string, Buffer | Error>> = {
    'a.json.gz': sound,
    'b.json.gz': new UnreadableObjectError('permission denied: s3:GetObject', 'somebody'),
    'c.json.gz': sound.subarray(0, 100),
    'd.txt': Buffer.from('hello'),
    'e.json.gz': new UnreadableObjectError('was deleted after it had been listed', 'nothing'),
  };
  const bodies: Readonly<Record<string, Buffer | Error>> = {
    ...known,
    busy: new UnreadableObjectError('Amazon S3 asks to slow down, time and again', 'time'),
  };

  async function batchOf(...names: readonly string[]): Promise<MemoryRunFolder> {
    const folder = memoryRunFolder();
    const objects = names.map((key) => {
      const body = bodies[key];
      return { key, size: body instanceof Buffer ? body.length : 10, etag: undefined };
    });
    await putBatch(folder, '0000001', { bucket, objects });
    return folder;
  }

  const storeOf = () => ({
    read: async function* ({ key }: { readonly key: string }) {
      const body = bodies[key];
      if (body instanceof Error) throw body;
      yield body ?? Buffer.alloc(0);
    },
  });

  const timeLeft = () => 900_000;

  it('becomes a part, in which what cannot be read is named', async () => {
    const folder = await batchOf(...Object.keys(known));
    expect(await readBatch('0000001', { folder, storeOf })).toMatchObject({
      batch: '0000001',
      filesRead: 1,
      filesSkipped: 3,
    });
    const kept = linesOf(folder, '0000001').flatMap((line) => ('record' in line ? line.record.eventID : []));
    expect(kept).toEqual(['root', 'sound']);
    expect(coverageOf(folder, '0000001')).toMatchObject({
      filesRead: 1,
      filesIgnored: 1,
      filesSkipped: [
        { path: 's3://example-trail/b.json.gz', reason: 'permission denied: s3:GetObject' },
        { path: 's3://example-trail/c.json.gz' },
        { path: 's3://example-trail/e.json.gz', reason: 'was deleted after it had been listed' },
      ],
      interrupted: false,
    });
  });

  it('fails where an object cannot be fetched now, and makes no part: the state machine tries it again', async () => {
    const folder = await batchOf('a.json.gz', 'busy', 'b.json.gz');
    await expect(readBatch('0000001', { folder, storeOf })).rejects.toMatchObject({
      name: 'ObjectsUnavailableError',
      message: 's3://example-trail/busy: Amazon S3 asks to slow down, time and again',
    });
    expect(folder.files.has(fileNames.part('0000001'))).toBe(false);
  });

  it('that is read again makes the same part', async () => {
    const folder = await batchOf('a.json.gz');
    await readBatch('0000001', { folder, storeOf });
    const once = folder.files.get(fileNames.part('0000001'));
    await readBatch('0000001', { folder, storeOf });
    expect(folder.files.get(fileNames.part('0000001'))).toEqual(once);
  });

  it('that is given up has each of its objects in the report, in the place of what was read', async () => {
    const folder = await batchOf('a.json.gz', 'c.json.gz');
    await readBatch('0000001', { folder, storeOf });
    await giveUpBatch('0000001', 'Runtime.OutOfMemory', { folder, storeOf, timeLeft });
    expect(linesOf(folder, '0000001').some((line) => 'record' in line)).toBe(false);
    const reason = 'was given up, with all 2 of its batch: Runtime.OutOfMemory';
    expect(coverageOf(folder, '0000001')?.filesSkipped).toEqual([
      { path: 's3://example-trail/a.json.gz', reason },
      { path: 's3://example-trail/c.json.gz', reason },
    ]);
  });

  it.each(['ObjectsUnavailableError', 'UnreadableFileError', 'Lambda.ResourceNotFoundException'])(
    'that is given up for what was out of reach is read without it: %s',
    async (error) => {
      const folder = await batchOf('a.json.gz', 'busy', 'b.json.gz');
      const end = await giveUpBatch('0000001', error, { folder, storeOf, timeLeft });
      expect(end).toEqual({ batch: '0000001', records: 3, filesRead: 1, filesSkipped: 2 });
      expect(coverageOf(folder, '0000001')?.filesSkipped).toEqual([
        { path: 's3://example-trail/busy', reason: 'Amazon S3 asks to slow down, time and again' },
        { path: 's3://example-trail/b.json.gz', reason: 'permission denied: s3:GetObject' },
      ]);
    },
  );

  it('that is given up so is read as far as the time goes, and names what is left', {
    timeout: 5000,
  }, async () => {
    const folder = await batchOf('a.json.gz', 'slow', 'busy');
    const slowStore = () => ({
      read: async function* (object: { readonly key: string }, _: number, signal: AbortSignal) {
        if (object.key !== 'slow') return yield* storeOf().read(object);
        await once(signal, 'abort');
        throw signal.reason;
      },
    });
    await giveUpBatch('0000001', 'ObjectsUnavailableError', {
      folder,
      storeOf: slowStore,
      timeLeft: () => 60_200,
    });
    const reason = 'was given up, with 2 of the 3 of its batch: ObjectsUnavailableError';
    expect(coverageOf(folder, '0000001')).toMatchObject({
      filesRead: 1,
      filesSkipped: [
        { path: 's3://example-trail/slow', reason },
        { path: 's3://example-trail/busy', reason },
      ],
    });
  });

  it('that is given up without time is not even asked for', async () => {
    const folder = await batchOf('a.json.gz');
    const asked: string[] = [];
    const askedStore = () => ({
      read: (object: { readonly key: string }) => {
        asked.push(object.key);
        return storeOf().read(object);
      },
    });
    await giveUpBatch('0000001', 'ObjectsUnavailableError', {
      folder,
      storeOf: askedStore,
      timeLeft: () => 50_000,
    });
    expect(asked).toEqual([]);
    expect(coverageOf(folder, '0000001')).toMatchObject({
      filesRead: 0,
      filesSkipped: [{ reason: 'was given up, with all 1 of its batch: ObjectsUnavailableError' }],
    });
  });
});
