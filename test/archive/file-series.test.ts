import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { FileReading } from '../../shared/archive/file-reading.ts';
import { FileSeries } from '../../shared/archive/file-series.ts';
import { record } from '../support/cli/audit-command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const limits = { mostBytes: 1_000_000 };
const numbered = (...paths: string[]) => paths.map((path, index) => ({ index, file: { path, named: path } }));

async function read(
  paths: readonly string[],
  options: Partial<ConstructorParameters<typeof FileSeries>[0]> = {},
  signal?: AbortSignal,
): Promise<(readonly FileReading[])[]> {
  const posts: (readonly FileReading[])[] = [];
  const post = (readings: readonly FileReading[]) => void posts.push(readings);
  await new FileSeries({ ...limits, post, ...options }).read(numbered(...paths), signal);
  return posts;
}

const seen = (readings: readonly FileReading[]) =>
  readings.map(({ index, isEnd, fault, batch }) => ({ index, isEnd, fault, count: batch.count }));

/** More than is held back. */
const large = record('a', { userAgent: 'x'.repeat(70_000) });

describe('FileSeries', () => {
  it('goes on behind files that cannot be read, and says why', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('a.json', record('a'));
    const readings = (await read(['/nowhere', path])).flat();
    expect(seen(readings)).toEqual([
      { index: 0, isEnd: true, fault: 'no such file or folder', count: 0 },
      { index: 1, isEnd: true, fault: undefined, count: 1 },
    ]);
  });

  it('passes on a large file in parts, the last of which is its end', async () => {
    const folder = await temporaryFolder();
    const line = `${JSON.stringify(record('a'))}\n`;
    const path = await folder.write('a.jsonl', line.repeat(6000));
    const readings = seen((await read([path])).flat());
    expect(readings.length).toBeGreaterThan(2);
    expect(readings.map(({ isEnd }) => isEnd)).toEqual([...Array(readings.length - 1).fill(false), true]);
    expect(readings.reduce((sum, { count }) => sum + count, 0)).toBe(6000);
  });

  it('passes on files of no concern together', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('a.json', { Records: [] });
    const posts = await read(Array<string>(70).fill(path));
    expect(posts.map(({ length }) => length)).toEqual([64, 6]);
  });

  it('waits until what it passes on was taken', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('a.json', large);
    let open = 0;
    const post = async () => {
      expect(++open).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1));
      open--;
    };
    await read([path, path, path], { post });
    expect.assertions(3);
  });

  it('begins no other file when it is told to stop', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('a.json', large);
    const ended = new AbortController();
    const indices: number[] = [];
    const post = (readings: readonly FileReading[]) => {
      indices.push(...readings.map(({ index }) => index));
      if (indices.length === 2) ended.abort();
    };
    await read([path, path, path, path], { post }, ended.signal);
    expect(indices).toEqual([0, 1]);
  });

  it('stops within a file when it is told to, and passes on what it read', async () => {
    const ended = new AbortController();
    const readings: FileReading[] = [];
    const stdin = Readable.from(
      (function* () {
        yield Buffer.from('{"Records":[');
        for (let index = 0; index < 100; index++) {
          if (index === 50) ended.abort();
          yield Buffer.from(`${index === 0 ? '' : ','}${JSON.stringify(large)}`);
        }
        yield Buffer.from(']}');
      })(),
    );
    const post = (some: readonly FileReading[]) => void readings.push(...some);
    await read(['-'], { post, stdin }, ended.signal);
    const count = readings.reduce((sum, { batch }) => sum + batch.count, 0);
    expect(count).toBeGreaterThan(30);
    expect(count).toBeLessThan(60);
    expect(readings.some(({ isEnd }) => isEnd)).toBe(false);
  });

  it('reads standard input where it is there', async () => {
    const stdin = Readable.from([Buffer.from(JSON.stringify(record('a')))]);
    expect(seen((await read(['-'], { stdin })).flat())).toMatchObject([{ count: 1, fault: undefined }]);
    expect((await read(['-'])).flat()[0]?.fault).toBe('no such file or folder');
  });

  it('passes on the own calls that are asked for', async () => {
    const call = { eventSource: 's3.amazonaws.com', eventName: 'ListBuckets', requestParameters: null };
    const folder = await temporaryFolder();
    const path = await folder.write('a.json', {
      Records: [record('a', { ...call, responseElements: null })],
    });
    expect(seen((await read([path])).flat())).toMatchObject([{ count: 0 }]);
    expect(seen((await read([path], { ownCalls: {} })).flat())).toMatchObject([{ count: 1 }]);
    expect(seen((await read([path], { ownCalls: { to: 0 } })).flat())).toMatchObject([{ count: 0 }]);
  });

  it('does not take a fault of the program for one of the file', async () => {
    const folder = await temporaryFolder();
    const line = `${JSON.stringify(record('a'))}\n`;
    const path = await folder.write('a.jsonl', line.repeat(6000));
    const post = () => {
      throw new RangeError('a fault');
    };
    await expect(read([path], { post })).rejects.toThrow(RangeError);
  });
});
