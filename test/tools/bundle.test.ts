import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

// The bundler writes below its working directory: `dist/` of the repository stays as it is.
const folder = await mkdtemp(join(tmpdir(), 'sts-warden-bundles-'));
afterAll(() => rm(folder, { recursive: true }));
await symlink(resolve('functions'), join(folder, 'functions'));
await promisify(execFile)(process.execPath, [resolve('tools/bundle.ts')], { cwd: folder });

const dist = join(folder, 'dist');
const functions = (await readdir(join(dist, 'functions'))).sort();
const filesIn = async (path: string) => (await readdir(join(dist, path), { recursive: true })).sort();
const textOf = (...path: string[]) => readFile(join(dist, ...path), 'utf8');

it('makes a bundle of each function', async () => {
  const folders = await readdir('functions', { withFileTypes: true });
  expect(functions).toEqual(
    folders
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort(),
  );
});

describe.each(functions)('%s', (name) => {
  it('is deployed without source maps, and is the same code with them for local use', async () => {
    const deployed = await filesIn(`functions/${name}`);
    const local = await filesIn(`local/${name}`);
    expect(deployed).not.toContainEqual(expect.stringMatching(/\.map$/));
    expect(local.filter((path) => !path.endsWith('.map'))).toEqual(deployed);
    for (const path of deployed.filter((path) => path.endsWith('.mjs'))) {
      const link = `//# sourceMappingURL=${basename(path)}.map\n`;
      expect(await textOf('local', name, path)).toBe((await textOf('functions', name, path)) + link);
    }
  });

  it('has maps that lead to the sources', async () => {
    const code = (await textOf('local', name, 'handler.mjs')).split('\n');
    const map = new SourceMap(JSON.parse(await textOf('local', name, 'handler.mjs.map')));
    // Words that one line of all sources has.
    const line = code.findIndex((text) => text.includes('is no number of'));
    const entry = map.findEntry(line, code[line]?.indexOf('is no number of') ?? -1);
    if (!('originalSource' in entry)) throw new Error('expected the map to know the place');
    const source = resolve(dist, 'local', name, entry.originalSource);
    const original = (await readFile(source, 'utf8')).split('\n')[entry.originalLine];
    expect(source).toMatch(/shared\/aws\/lambda\/environment\.ts$/);
    expect(original).toContain('is no number of');
  });
});
