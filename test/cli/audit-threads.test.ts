import { open } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FileReading } from '../../shared/archive/file-reading.ts';
import { FilesInWork } from '../../shared/archive/files-in-work.ts';
import { FileFinder } from '../../shared/archive/find-files.ts';
import { readInThreads } from '../../shared/archive/reader-threads.ts';
import { mostUnread } from '../../shared/archive/thread-messages.ts';
import { audit, eventIdsOf, type Json, record, rootRecord } from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/cli/temporary-folder.ts';

/** So many files that threads are started. */
const files = 330;
const at = (index: number) => ({ eventTime: `2026-10-01T08:${String(index % 60).padStart(2, '0')}:00Z` });
const call = (index: number, delta: Json = {}) =>
  record(`call-${index}`, {
    eventSource: 's3.amazonaws.com',
    eventName: 'ListBuckets',
    requestParameters: null,
    responseElements: null,
    ...at(index),
    ...delta,
  });

/** A trail in which some files are damaged, empty, of other kinds, or have records of other files again. */
async function trail(): Promise<TemporaryFolder> {
  const folder = await temporaryFolder();
  for (let index = 0; index < files; index++) {
    const log = JSON.stringify({ Records: [rootRecord(`root-${index}`, at(index)), call(index)] });
    await folder.write(`trail/${1000 + index}.json.gz`, gzipSync(log));
  }
  const many = Array.from({ length: 3000 }, (_, index) => JSON.stringify(record(`many-${index}`, at(index))));
  await folder.write('trail/1003.json', `${many.join('\n')}\n{"damaged":\n${JSON.stringify(call(7))}`);
  await folder.write('trail/1004.json', {
    Records: [rootRecord('root-9', at(9)), rootRecord('root-3', at(4)), 5],
  });
  await folder.write('trail/1005.json.gz', gzipSync(many.slice(0, 500).join('\n')).subarray(0, 3000));
  await folder.write('trail/1300.json', '');
  await folder.write('trail/1301.txt', 'some text');
  await folder.write('trail/digest', { digestStartTime: '2026-10-01T08:00:00Z', logFiles: [] });
  await folder.link('trail/nowhere', 'not-there');
  return folder;
}

describe('threads', () => {
  it.each<[string, readonly string[]]>([
    ['', []],
    ['with observed access', ['--observed']],
    [
      'with observed access in a time range',
      ['--observed', '--from', '2026-10-01T08:10:00Z', '--to', '2026-10-01T08:40:00Z'],
    ],
    ['with sessions', ['--sessions']],
  ])(
    'do not change the report %s',
    async (_, words) => {
      const folder = await trail();
      const reportOf = async (threads: string) => {
        const { stdout, code } = await command([
          ...['audit', '--format', 'json', '--threads', threads],
          ...words,
          folder.at('trail'),
        ]);
        return { stdout, code };
      };
      const [one, two, four] = [await reportOf('1'), await reportOf('2'), await reportOf('4')];
      expect(two).toEqual(one);
      expect(four).toEqual(one);
      const { coverage } = JSON.parse(one.stdout);
      expect(coverage.filesSkipped.length).toBeGreaterThanOrEqual(3);
      expect(coverage.recordsMalformed).toBeGreaterThanOrEqual(2);
      expect(coverage.filesRead).toBeGreaterThan(files);
    },
    60_000,
  );

  it('keep what was taken when they are interrupted, and say so', async () => {
    const folder = await trail();
    folder.pipe('trail/1200-pipe');
    let interrupt = () => {};
    const onInterrupt = (callback: () => void) => {
      interrupt = callback;
    };
    const before = Array.from({ length: 200 }, (_, index) => folder.at(`trail/${1000 + index}.json.gz`));
    const after = Array.from({ length: 130 }, (_, index) => folder.at(`trail/${1200 + index}.json.gz`));
    const paths = [...before, folder.at('trail/1200-pipe'), ...after];
    const running = audit(['--threads', '2', ...paths], { onInterrupt });
    // It opens when a thread has opened it to read.
    const pipe = await open(folder.at('trail/1200-pipe'), 'w');
    interrupt();
    await pipe.close();
    const { code, report } = await running;
    expect(code).toBe(130);
    expect(report.coverage).toMatchObject({ interrupted: true });
    // The other thread may be behind by three orders of 32 files, and this one's last answer on its way.
    expect(report.coverage.filesRead).toBeGreaterThan(50);
    expect(report.coverage.filesRead).toBeLessThan(201);
    expect(eventIdsOf(report)).toHaveLength(report.coverage.filesRead);
  }, 30_000);
});

describe('readInThreads', () => {
  const programOf = (program: string) => new URL(`data:text/javascript,${encodeURIComponent(program)}`);

  it.each([
    ['fails at its start', 'throw new RangeError("a fault")'],
    [
      'fails at its work',
      'process.getBuiltinModule("worker_threads").parentPort.on("message", () => { throw new RangeError("a fault") })',
    ],
  ])('rejects where a thread %s', async (_, program) => {
    const folder = await temporaryFolder();
    for (const name of ['a', 'b', 'c']) await folder.write(name, record(name));
    const reading = readInThreads(new FilesInWork(new FileFinder([folder.path])), {
      threads: 2,
      limits: { mostBytes: 1000 },
      program: programOf(program),
      take: () => undefined,
      signal: new AbortController().signal,
    });
    await expect(reading).rejects.toThrow('a fault');
  });

  it('rejects where what takes the readings fails', async () => {
    const folder = await temporaryFolder();
    for (const name of ['a', 'b', 'c']) await folder.write(name, record(name));
    const reading = readInThreads(new FilesInWork(new FileFinder([folder.path])), {
      threads: 2,
      limits: { mostBytes: 1_000_000 },
      program: new URL('../../shared/archive/reader-thread.ts', import.meta.url),
      take: () => {
        throw new RangeError('a fault');
      },
      signal: new AbortController().signal,
    });
    await expect(reading).rejects.toThrow('a fault');
  });

  it('takes all that a thread reads of a file, however many answers that are', async () => {
    const folder = await temporaryFolder();
    const line = JSON.stringify(record('a'));
    const count = Math.ceil(15_000_000 / line.length);
    await folder.write('a', `${line}\n`.repeat(count));
    let [answers, records] = [0, 0];
    await readInThreads(new FilesInWork(new FileFinder([folder.path])), {
      threads: 1,
      limits: { mostBytes: 1_000_000 },
      program: new URL('../../shared/archive/reader-thread.ts', import.meta.url),
      take: ({ batch }) => {
        answers++;
        records += batch.count;
      },
      signal: new AbortController().signal,
    });
    expect(answers).toBeGreaterThan(mostUnread + 1);
    expect(records).toBe(count);
  }, 30_000);

  it.each([
    ['one by one', 7000, 1],
    ['four at once', 1000, 4],
    ['32 at once', 16, 32],
    ['32 at once', 0, 32],
  ])('gives files %s where each has %d records', async (_, records, together) => {
    const answering = `
      const { parentPort } = process.getBuiltinModule('worker_threads');
      parentPort.on('message', ({ files }) => {
        const batch = { passed: ${records}, count: 0, lists: 1 };
        const heads = files.map(({ index }) => ({ index, isEnd: true, fault: String(files.length), batch, characters: 0 }));
        parentPort.postMessage({ packed: { heads: JSON.stringify(heads), json: '' }, isDone: true });
      });`;
    const files = Array.from({ length: 200 }, (_, index) => ({ index, file: { path: 'a', named: 'a' } }));
    const taken: FileReading[] = [];
    await readInThreads(files, {
      threads: 2,
      limits: { mostBytes: 1000 },
      program: programOf(answering),
      take: (reading) => taken.push(reading),
      signal: new AbortController().signal,
    });
    expect(taken.map(({ index }) => index)).toEqual(files.map(({ index }) => index));
    expect(Math.max(...taken.map(({ fault }) => Number(fault)))).toBe(together);
  });

  it.each([
    ['there are no files', [], new AbortController().signal],
    ['it is ended before it begins', [{ index: 0, file: { path: 'a', named: 'a' } }], AbortSignal.abort()],
  ])('ends where %s', async (_, files, signal) => {
    const program = new URL('../../shared/archive/reader-thread.ts', import.meta.url);
    const taken: unknown[] = [];
    await readInThreads(files, {
      threads: 2,
      limits: { mostBytes: 1000 },
      program,
      take: (reading) => taken.push(reading),
      signal,
    });
    expect(taken).toEqual([]);
  });
});
