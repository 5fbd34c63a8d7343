import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { isPackage, openPackage } from '../../shared/archive/open-package.ts';
import { PackageBudget, packageLimits } from '../../shared/archive/package-budget.ts';
import { zipOf } from '../support/archive/zip-writer.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const zip = zipOf([{ path: 'x', bytes: Buffer.from('zipped') }]);
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('a package', () => {
  it('is a folder, or a file that begins like a zip archive, whatever its name', async () => {
    const folder = await temporaryFolder();
    const paths = [
      await folder.write('a.json', zip),
      await folder.write('b.zip', '{}'),
      await folder.write('empty.zip', zipOf([])),
      folder.path,
      folder.at('missing'),
    ];
    expect(await Promise.all(paths.map(isPackage))).toEqual([true, false, true, true, false]);
  });

  it('is read from its file as it is asked for', async () => {
    const folder = await temporaryFolder();
    const tree = await openPackage(await folder.write('a.zip', zip));
    expect(text(await tree.read('x'))).toBe('zipped');
    await tree.close();
    await expect(openPackage(folder.at('missing'))).rejects.toThrow('no such file or folder');
    await expect(openPackage(await folder.write('b', 'no zip'))).rejects.toThrow('is no zip archive');
  });
});

describe('a folder', () => {
  it('is listed in the order of its names, with folders named like zips as zips', async () => {
    const folder = await temporaryFolder();
    await folder.write('b.zip', zip);
    await folder.write('a/c.MTT.zip/x', 'expanded');
    await folder.write('.git/config', 'left out');
    const tree = await openPackage(folder.path);
    expect(tree.paths).toEqual(['a/c.MTT.zip', 'b.zip']);
    expect(text(await (await tree.inside('a/c.MTT.zip')).read('x'))).toBe('expanded');
    expect(text(await (await tree.inside('b.zip')).read('x'))).toBe('zipped');
    await expect(tree.read('../secret')).rejects.toThrow('is not there');
  });

  it('leads nowhere by links, to files or folders', async () => {
    const [folder, outside] = [await temporaryFolder(), await temporaryFolder()];
    await folder.link('file.json', await outside.write('secret.json', 'secret'));
    await folder.link('a.MTT.zip', outside.path);
    await folder.link('around', folder.path);
    const tree = await openPackage(folder.path);
    await expect(tree.read('file.json')).rejects.toThrow('is a link');
    await expect(tree.inside('a.MTT.zip')).rejects.toThrow('is a link');
    expect(tree.paths).toEqual(['a.MTT.zip', 'around', 'file.json']);
  });

  it('has files whose names are no UTF-8, which hide no other', async () => {
    const folder = await temporaryFolder();
    await folder.write('a', 'x');
    await writeFile(Buffer.concat([Buffer.from(`${folder.path}/k`), Buffer.from([0xf6])]), 'x');
    const tree = await openPackage(folder.path);
    expect(tree.paths).toEqual(['a', 'k\ufffd']);
    await expect(tree.read('k\ufffd')).rejects.toThrow('no such file or folder');
  });

  it('has the limits of a package', async () => {
    const folder = await temporaryFolder();
    await folder.write('a', '12345');
    const open = (limits: object) =>
      openPackage(folder.path, new PackageBudget({ ...packageLimits, ...limits }));
    await expect(open({ entries: 0 })).rejects.toThrow('holds more than 0 files');
    await expect(open({ bytes: 4 })).rejects.toThrow('holds more than 4 bytes');
    await expect((await open({ bytesOfEntry: 4 })).read('a')).rejects.toThrow(
      'has 5 bytes, expected at most 4',
    );
  });

  it('tells of a file that went away', async () => {
    const folder = await temporaryFolder();
    await folder.write('a', 'x');
    const tree = await openPackage(folder.path);
    await writeFile(folder.at('b'), '');
    await expect(tree.read('b')).rejects.toThrow('is not there');
  });
});
