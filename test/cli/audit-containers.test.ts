import { execFileSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import type { ArchiveAuditReport } from '../../shared/audit/audit-report.ts';
import { type ZipFile, zipOf } from '../support/archive/zip-writer.ts';
import { audit, eventIdsOf, rootRecord } from '../support/cli/audit-command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const log = (...ids: string[]) => JSON.stringify({ Records: ids.map((id) => rootRecord(id)) });
const idsOf = (report: ArchiveAuditReport) => eventIdsOf(report).sort();

type Entries = readonly (readonly [name: string, content: string | Buffer])[];

async function tarOf(entries: Entries): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of entries) tar.entry({ name }, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const zipped = async (entries: Entries, delta: Partial<ZipFile> = {}) =>
  zipOf(entries.map(([path, content]) => ({ path, bytes: Buffer.from(content), ...delta })));

const archives: [string, (entries: Entries) => Promise<Buffer>][] = [
  ['zip', zipped],
  ['zip without compression', (entries) => zipped(entries, { method: 0 })],
  ['tar', tarOf],
  ['tar.gz', async (entries) => gzipSync(await tarOf(entries))],
  ['tar.zst', async (entries) => zstdCompressSync(await tarOf(entries))],
];

async function audited(content: string | Buffer, name = 'export', words: readonly string[] = []) {
  const folder = await temporaryFolder();
  const path = await folder.write(name, content);
  const { code, report } = await audit([...words, path]);
  return { code, path, ids: idsOf(report), coverage: report.coverage };
}

describe.each(archives)('%s', (_, make) => {
  it('gives the records of all its files, whatever their form', async () => {
    const entries: Entries = [
      ['AWSLogs/1.json.gz', gzipSync(log('a', 'b'))],
      ['AWSLogs/2.json', log('c')],
      ['lines.zst', zstdCompressSync(`${JSON.stringify(rootRecord('d'))}\n`)],
      ['inner.zip', await zipped([['3.json', log('e')]])],
      ['inner.tar.gz', gzipSync(await tarOf([['4.json', log('f')]]))],
    ];
    const { code, ids, coverage } = await audited(await make(entries));
    expect(ids).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(coverage).toMatchObject({ filesRead: 1, filesSkipped: [], recordsRead: 6, recordsMalformed: 0 });
    expect(code).toBe(1);
  });

  it('with a damaged file names it, and reads the others', async () => {
    const entries: Entries = [
      ['1.json.gz', gzipSync(log('a'))],
      ['2.json.gz', gzipSync(log('b')).subarray(0, -12)],
      [
        'inner.zip',
        await zipped(
          [
            ['3.json', 'x'.repeat(100)],
            ['4.json', log('c')],
          ],
          { declaredCrc: 7 },
        ),
      ],
      ['5.json', log('d')],
    ];
    const { code, path, ids, coverage } = await audited(await make(entries));
    expect(ids).toEqual(expect.arrayContaining(['a', 'd']));
    expect(coverage.filesSkipped.map((skipped) => skipped.path)).toEqual([
      `${path}: 2.json.gz`,
      `${path}: inner.zip, 3.json`,
      `${path}: inner.zip, 4.json`,
    ]);
    expect(code).toBe(2);
  });

  it('names the file of a malformed record', async () => {
    const { coverage } = await audited(await make([['1.json', '{"Records":[{"a":},5]}']]));
    expect(coverage.malformed.map(({ place }) => place)).toEqual(['1.json, record 1', '1.json, record 2']);
  });

  it('with nothing in it, or only empty files, holds none', async () => {
    for (const entries of [[], [['a.json', '']]] as Entries[]) {
      const { code, coverage } = await audited(await make(entries));
      expect(coverage).toMatchObject({ filesRead: 0, filesSkipped: [expect.anything()] });
      expect(code).toBe(2);
    }
  });

  it('that is cut off gives what can be read, and is named', async () => {
    const entries: Entries = [
      ['1.json', log('a')],
      ['2.json', log(...Array.from({ length: 200 }, (_, index) => `b${index}`))],
    ];
    const whole = await make(entries);
    const { code, coverage } = await audited(whole.subarray(0, Math.floor(whole.length * 0.7)));
    expect(coverage.filesSkipped).not.toEqual([]);
    expect(code).toBe(2);
  });
});

it('of a tar that is cut off what came before is judged', async () => {
  const whole = await tarOf([
    ['1.json', log('a')],
    ['2.json', log('b')],
  ]);
  const { code, ids } = await audited(whole.subarray(0, 512 + 1024 + 100));
  expect({ code, ids }).toEqual({ code: 2, ids: ['a'] });
});

it('folders and links in a tar are no files', async () => {
  const tar = pack();
  tar.entry({ name: 'folder', type: 'directory' });
  tar.entry({ name: 'link', type: 'symlink', linkname: '/etc/passwd' });
  tar.entry({ name: 'a.json' }, log('a'));
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk);
  const { code, ids, coverage } = await audited(Buffer.concat(chunks));
  expect({ code, ids }).toEqual({ code: 1, ids: ['a'] });
  expect(coverage.withoutRecords).toEqual([]);
});

describe('gzip', () => {
  const whole = gzipSync(log('a', 'b'));
  const nested = (depth: number) =>
    Array.from({ length: depth }).reduce<Buffer>((bytes) => gzipSync(bytes), Buffer.from(log('a')));

  it.each([
    ['zeros', Buffer.alloc(600)],
    ['another member', gzipSync('\n')],
  ])('with %s behind it is whole', async (_, rest) => {
    const { code, ids, coverage } = await audited(Buffer.concat([whole, rest]));
    expect({ code, ids }).toEqual({ code: 1, ids: ['a', 'b'] });
    expect(coverage.filesSkipped).toEqual([]);
  });

  it('in members that end within a record is whole', async () => {
    const bytes = Buffer.from(log('a', 'b'));
    const members = Array.from({ length: Math.ceil(bytes.length / 100) }, (_, index) =>
      gzipSync(bytes.subarray(index * 100, index * 100 + 100)),
    );
    expect(await audited(Buffer.concat(members))).toMatchObject({ code: 1, ids: ['a', 'b'] });
  });

  it.each<[string, Buffer, RegExp]>([
    ['something else behind it', Buffer.from('something else'), /^is damaged, what came before was read/],
    ['a member behind it that is cut off', gzipSync(log('c')).subarray(0, 30), /^is truncated/],
    ['one byte behind it', Buffer.from('x'), /^is (damaged|truncated)/],
  ])('with %s is audited and named', async (_, rest, reason) => {
    const { code, ids, coverage } = await audited(Buffer.concat([whole, rest]));
    expect({ code, ids }).toEqual({ code: 2, ids: ['a', 'b'] });
    expect(coverage.filesSkipped).toEqual([
      { path: expect.any(String), reason: expect.stringMatching(reason) },
    ]);
  });

  it('that is truncated is audited to where it is', async () => {
    const many = Array.from({ length: 400 }, (_, index) => `id-${1000 + index}`);
    const bytes = gzipSync(log(...many));
    const { code, ids, coverage } = await audited(bytes.subarray(0, bytes.length >> 1));
    expect(code).toBe(2);
    expect(coverage.filesSkipped[0]?.reason).toBe('is truncated: what came before was read');
    expect(ids.length).toBeGreaterThan(100);
    expect(ids).toEqual(many.slice(0, ids.length));
  });

  it('in gzip is read up to four deep', async () => {
    expect(await audited(nested(4))).toMatchObject({ code: 1, ids: ['a'] });
    const { code, coverage } = await audited(nested(5));
    expect(coverage.filesSkipped).toMatchObject([
      { reason: expect.stringMatching(/more than 4 compressions/) },
    ]);
    expect(code).toBe(2);
  });

  it('in archives counts with them', async () => {
    const deep = await tarOf([['a.zip', await zipped([['a.json.gz.gz', nested(2)]])]]);
    expect(await audited(deep)).toMatchObject({ code: 1, ids: ['a'] });
    const { coverage, path } = await audited(gzipSync(deep));
    expect(coverage.filesSkipped).toMatchObject([{ path: `${path}: a.zip, a.json.gz.gz` }]);
  });
});

describe('UTF-16', () => {
  const wide = (text: string, isBigEndian: boolean) => {
    const bytes = Buffer.from(text, 'utf16le');
    return isBigEndian ? bytes.swap16() : bytes;
  };

  it.each([
    ['little-endian', false, ''],
    ['little-endian after a mark', false, '\ufeff'],
    ['big-endian', true, ''],
    ['big-endian after a mark', true, '\ufeff'],
  ])('%s is read, compressed or not', async (_, isBigEndian, mark) => {
    const lines = [rootRecord('a', { userAgent: 'é日😀' }), rootRecord('b')].map((one) =>
      JSON.stringify(one),
    );
    const bytes = wide(`${mark}${lines.join('\r\n')}`, isBigEndian);
    for (const content of [bytes, gzipSync(bytes)])
      expect(await audited(content)).toMatchObject({
        code: 1,
        ids: ['a', 'b'],
        coverage: { recordsMalformed: 0, filesSkipped: [] },
      });
  });
});

describe('standard input', () => {
  it.each([1, 7, 100, 5000])('gives concatenated log files in pieces of %i bytes', async (size) => {
    const bytes = Buffer.from([log('a'), log('b', 'c'), '\n', log(), log('d')].join(''));
    const stdin = Readable.from(piecesOf(bytes, size));
    const { code, report } = await audit(['-'], { stdin });
    expect(idsOf(report)).toEqual(['a', 'b', 'c', 'd']);
    expect(report.coverage).toMatchObject({ recordsRead: 4, recordsMalformed: 0, filesSkipped: [] });
    expect(code).toBe(1);
  });

  it('gives what zcat writes of a trail', async () => {
    const folder = await temporaryFolder();
    await folder.write('a.json.gz', gzipSync(log('a')));
    await folder.write('b.json.gz', gzipSync(log('b', 'c')));
    const command = `zcat "$1"/*.gz | "$0" cli/bin.js audit --format json -; test $? = 1`;
    const stdout = execFileSync('sh', ['-c', command, process.execPath, folder.path]);
    expect(idsOf(JSON.parse(stdout.toString()))).toEqual(['a', 'b', 'c']);
  });
});

function* piecesOf(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
