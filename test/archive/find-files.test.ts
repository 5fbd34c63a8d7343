import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ArchiveFile } from '../../shared/archive/file-reading.ts';
import { FileFinder } from '../../shared/archive/find-files.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

interface Found {
  readonly files: ArchiveFile[];
  readonly paths: string[];
  readonly skipped: FileFinder['skipped'];
  readonly ignored: FileFinder['ignored'];
}

function found(...paths: string[]): Found {
  const finder = new FileFinder(paths);
  const files = [...finder.find()];
  return { files, paths: files.map(({ path }) => path), skipped: finder.skipped, ignored: finder.ignored };
}

/** A folder with files at names, each of which holds its name. */
async function folderOf(...names: string[]) {
  const folder = await temporaryFolder();
  for (const name of names) await folder.write(name, name);
  return folder;
}

describe('FileFinder finds', () => {
  it('every file of a folder, whatever its name, in path order', async () => {
    const names = ['b/2', 'b/10.log', 'a/z.txt', 'c.json.gz', 'B', '.hidden', 'ä'];
    const folder = await folderOf(...names);
    const inOrder = ['.hidden', 'B', 'a/z.txt', 'b/10.log', 'b/2', 'c.json.gz', 'ä'].map(folder.at);
    expect(found(folder.path)).toMatchObject({ paths: inOrder, skipped: [], ignored: [] });
  });

  it('what was named in the order of its naming, and says by which name', async () => {
    const folder = await folderOf('b/1', 'a');
    const { files } = found(folder.at('b'), '-', folder.at('a'));
    expect(files).toEqual([
      { path: folder.at('b/1'), named: folder.at('b'), isFile: true },
      { path: '-', named: '-' },
      { path: folder.at('a'), named: folder.at('a') },
    ]);
  });

  it.each<[string, string[]]>([
    ['a file named twice', ['a', 'a']],
    ['a file named before its folder', ['a', '.']],
    ['a file named after its folder', ['.', 'a']],
    ['a file and a link to it', ['a', 'links/file']],
    ['a link to a file and its folder', ['links/file', '.']],
    ['a folder and a link to a file in it', ['.', 'links/file']],
    ['a folder and a link to it', ['.', 'links/up']],
    ['a folder with links to a file in it, and back', ['.']],
    ['a folder with nothing but links', ['links']],
  ])('once %s', async (_, names) => {
    const folder = await folderOf('a');
    await folder.link('links/file', '../a');
    await folder.link('links/again', 'file');
    await folder.link('links/up', '..');
    const { paths, skipped } = found(...names.map(folder.at));
    expect(paths).toHaveLength(1);
    expect(skipped).toEqual([]);
  });

  it('a link to a pipe that was named, which has to be opened', async () => {
    const folder = await temporaryFolder();
    folder.pipe('pipe');
    const path = await folder.link('link', 'pipe');
    expect(found(path)).toMatchObject({ paths: [path], ignored: [] });
  });
});

describe('FileFinder tells', () => {
  it('links that lead nowhere or to themselves, and goes on', async () => {
    const folder = await folderOf('trail/z');
    await folder.link('trail/a', 'nowhere');
    await folder.link('trail/b', 'b');
    expect(found(folder.at('trail'))).toMatchObject({
      paths: [folder.at('trail/z')],
      skipped: [
        { path: folder.at('trail/a'), reason: 'no such file or folder' },
        { path: folder.at('trail/b'), reason: 'ELOOP' },
      ],
    });
  });

  it('what is no file in a folder, and does not open it', async () => {
    const folder = await folderOf('file');
    folder.pipe('pipe');
    await folder.link('to-pipe', 'pipe');
    await folder.link('to-device', '/dev/zero');
    const server = createServer().listen(folder.at('socket'));
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    expect(found(folder.path)).toMatchObject({
      paths: [folder.at('file')],
      skipped: [],
      ignored: [
        { path: folder.at('pipe'), reason: 'named pipe' },
        { path: folder.at('socket'), reason: 'socket' },
        { path: folder.at('to-device'), reason: 'device' },
        { path: folder.at('to-pipe'), reason: 'named pipe' },
      ],
    });
  });

  it.each([
    ['an empty folder', 'empty', 'holds no file'],
    ['a folder of empty folders', '.', 'holds no file'],
    ['what is not there', 'missing', 'no such file or folder'],
  ])('%s', async (_, name, reason) => {
    const folder = await temporaryFolder();
    await mkdir(folder.at('empty'));
    const path = folder.at(name);
    expect(found(path)).toEqual({ files: [], paths: [], ignored: [], skipped: [{ path, reason }] });
  });
});

describe('names that are no UTF-8', () => {
  /** A folder in which folders and files have the names `0xff` and `0xfe`. */
  async function rawFolder() {
    const path = await mkdtemp(join(tmpdir(), 'sts-warden-'));
    onTestFinished(() => rm(path, { recursive: true, force: true }));
    const at = (...bytes: number[]) =>
      Buffer.concat([Buffer.from(path), ...bytes.map((byte) => Buffer.from([0x2f, byte]))]);
    for (const folder of [0xff, 0xfe]) {
      await mkdir(at(folder));
      for (const file of [0xff, 0xfe]) await writeFile(at(folder, file), `${folder} ${file}`);
    }
    return { path, at };
  }

  it('are kept, and no file is taken for another', async () => {
    const { path, at } = await rawFolder();
    const { files, skipped } = found(path);
    expect(skipped).toEqual([]);
    const raw = files.map(({ rawPath }) => Buffer.from(rawPath ?? ''));
    expect(raw).toEqual([at(0xfe, 0xfe), at(0xfe, 0xff), at(0xff, 0xfe), at(0xff, 0xff)]);
    expect(files.map(({ path: shown }) => shown)).toEqual(Array(4).fill(join(path, '\ufffd', '\ufffd')));
  });

  it('are known again by whatever link', async () => {
    const { path, at } = await rawFolder();
    await symlink(at(0xff, 0xff), join(path, 'a-link'));
    await symlink(at(0xfe), join(path, 'b-link'));
    const { files } = found(path);
    expect(files).toHaveLength(4);
  });
});
