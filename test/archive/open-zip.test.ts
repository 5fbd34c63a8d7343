import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openZip } from '../../shared/archive/open-zip.ts';
import { PackageBudget, packageLimits } from '../../shared/archive/package-budget.ts';
import { UnreadableFileError } from '../../shared/archive/unreadable-file.ts';
import { type ZipFile, zipOf } from '../support/archive/zip-writer.ts';

const file = (path: string, text = 'text', more: Partial<ZipFile> = {}): ZipFile => ({
  path,
  bytes: Buffer.from(text),
  ...more,
});
const opened = (...files: ZipFile[]) => openZip(zipOf(files));
const readFirst = async (one: ZipFile) => {
  const tree = await opened(one, file('sound.json'));
  expect(Buffer.from(await tree.read('sound.json')).toString()).toBe('text');
  return tree.read(one.path);
};
const mebibyte = 1024 * 1024;

describe('a zip archive', () => {
  it('lists its files in its order, and reads those that are stored or deflated', async () => {
    const tree = await opened(
      file('b/ü.json', 'first'),
      file('a.json', 'second', { method: 0 }),
      file('empty', ''),
    );
    expect(tree.paths).toEqual(['b/ü.json', 'a.json', 'empty']);
    const texts = await Promise.all(
      tree.paths.map(async (path) => Buffer.from(await tree.read(path)).toString()),
    );
    expect(texts).toEqual(['first', 'second', '']);
  });

  it('opens zips within, and those that are folders named like one', async () => {
    const within = zipOf([file('inner.json', 'zip')]);
    const tree = await opened(
      { path: 'a.zip', bytes: within },
      file('b.MTT.zip/bin/inner.json', 'folder'),
      file('b.MTT.zip/x'),
    );
    expect(tree.paths).toEqual(['a.zip', 'b.MTT.zip']);
    const [a, b] = [await tree.inside('a.zip'), await tree.inside('b.MTT.zip')];
    expect(Buffer.from(await a.read('inner.json')).toString()).toBe('zip');
    expect(b.paths).toEqual(['bin/inner.json', 'x']);
    await expect(tree.inside('c.zip')).rejects.toThrow('is not there');
  });

  it('leaves folders out', async () => {
    expect((await opened(file('a/', ''), file('a/b'))).paths).toEqual(['a/b']);
  });
});

describe('the whole archive is refused', () => {
  it.each([
    ['no zip', Buffer.from('{"json": true}'), 'is no zip archive, or a truncated one'],
    ['nothing', Buffer.alloc(0), 'is no zip archive, or a truncated one'],
    [
      'a truncated one',
      zipOf([file('a'), file('b')]).subarray(0, -30),
      'is no zip archive, or a truncated one',
    ],
    [
      'bytes behind its end',
      Buffer.concat([zipOf([file('a')]), Buffer.from('more')]),
      'is no zip archive, or a truncated one',
    ],
    [
      'bytes before its begin',
      Buffer.concat([Buffer.from('more'), zipOf([file('a')])]),
      'is no zip archive that can be read',
    ],
    ['a path that leads out', zipOf([file('a/../../etc/passwd')]), 'invalid relative path'],
    ['one that leads out as Windows writes it', zipOf([file('..\\..\\boot.ini')]), 'invalid relative path'],
    ['an absolute path', zipOf([file('/etc/passwd')]), 'absolute path'],
    ['a path on a drive', zipOf([file('C:\\boot.ini')]), 'absolute path'],
    [
      'two files of one path',
      zipOf([file('a', 'one'), file('b'), file('a', 'two')]),
      'has two files of one path, `a`',
    ],
    ['strong encryption', zipOf([file('a', 'x', { flags: 0x41 })]), 'strong encryption is not supported'],
  ])('%s', async (_, bytes, reason) => {
    await expect(openZip(bytes)).rejects.toThrow(UnreadableFileError);
    await expect(openZip(bytes)).rejects.toThrow(reason);
  });

  it('more files than one may have, before one is listed', async () => {
    const files = Array.from({ length: packageLimits.entriesOfZip + 1 }, (_, index) =>
      file(`${index}`, '', { method: 0 }),
    );
    await expect(openZip(zipOf(files))).rejects.toThrow('holds 50001 files, expected at most 50000');
  });

  it('more files than a package may have, those of zips within counted', async () => {
    const budget = new PackageBudget({ ...packageLimits, entries: 4 });
    const within = zipOf([file('1'), file('2')]);
    const tree = await openZip(
      zipOf([
        { path: 'a.zip', bytes: within },
        { path: 'b.zip', bytes: within },
      ]),
      budget,
    );
    await tree.inside('a.zip');
    await expect(tree.inside('b.zip')).rejects.toThrow('holds more than 4 files');
  });

  it('more bytes than a package may have, as it declares, before one is decompressed', async () => {
    const big = { declaredSize: 0xf0000000 };
    await expect(opened(file('a', 'x', big), file('b', 'x', big))).rejects.toThrow(
      'holds more than 4294967296 bytes',
    );
  });

  it('zips that are nested deeper than packages are', async () => {
    const third = zipOf([file('x')]);
    const second = zipOf([{ path: 'third.zip', bytes: third }]);
    const first = await openZip(zipOf([{ path: 'second.zip', bytes: second }]));
    const tree = await first.inside('second.zip');
    await expect(tree.inside('third.zip')).rejects.toThrow('nested too deep');
  });
});

describe('a file is refused, and hides no other', () => {
  it.each<[string, ZipFile, string]>([
    ['encrypted', file('a', 'x', { flags: 0x1, method: 8 }), 'is encrypted'],
    ['another method', file('a', 'x', { method: 12 }), 'a method that is not supported'],
    ['damaged', file('a', 'x', { declaredCrc: 1 }), 'is damaged or truncated'],
    ['larger than it says', file('a', 'x'.repeat(5000), { declaredSize: 10 }), 'is damaged or truncated'],
    ['larger than it says by one byte', file('a', 'xx', { declaredSize: 1 }), 'is damaged or truncated'],
    ['smaller than it says', file('a', 'x', { declaredSize: 2 }), 'is damaged or truncated'],
    ['a bomb', file('a', '0'.repeat(8 * mebibyte)), 'is compressed more than 200 times'],
    [
      'a bomb that says it is one',
      file('a', 'x', { declaredSize: 200 * mebibyte }),
      'is compressed more than 200 times',
    ],
    [
      'larger than a file may be',
      file('a', 'x', { declaredSize: 300 * mebibyte }),
      'has 314572800 bytes, expected at most 268435456',
    ],
    ['a zip within that is none', file('a.zip', 'no zip'), 'is no zip archive'],
  ])('%s', async (_, one, reason) => {
    const attempt = one.path.endsWith('.zip') ? (await opened(one)).inside(one.path) : readFirst(one);
    await expect(attempt).rejects.toThrow(UnreadableFileError);
    await expect(attempt).rejects.toThrow(reason);
  });

  it('what can be compressed well and is small is read', async () => {
    const text = ' '.repeat(mebibyte);
    expect(deflateRawSync(text).length * packageLimits.ratio).toBeLessThan(text.length);
    expect((await readFirst(file('a', text))).length).toBe(mebibyte);
  });

  it('a zip and a folder of one name', async () => {
    const tree = await opened({ path: 'a.zip', bytes: zipOf([file('x')]) }, file('a.zip/x'));
    await expect(tree.inside('a.zip')).rejects.toThrow('is there twice');
  });
});

it('whatever bytes of an archive are changed, it is read or refused in words', async () => {
  const sound = zipOf([file('a.json', 'some text'), { path: 'b.zip', bytes: zipOf([file('x')]), method: 0 }]);
  const change = fc.tuple(fc.nat(sound.length - 1), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), fc.nat(20), async (changes, cut) => {
      const bytes = Buffer.from(sound.subarray(0, sound.length - cut));
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      try {
        const tree = await openZip(bytes);
        for (const path of tree.paths) await tree.read(path);
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableFileError);
      }
    }),
    { numRuns: 500 },
  );
});
