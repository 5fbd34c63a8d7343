import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };

const { version } = packageJson;
let folder: string;
const at = (...names: string[]) => join(folder, ...names);

function git(...words: string[]): void {
  const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];
  execFileSync('git', ['-C', folder, ...author, ...words]);
}

function release(...words: string[]) {
  const script = [resolve('tools/release/index.ts'), ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, script, { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** A clean repository whose files agree on the version. It has nothing that could be bundled. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sts-warden-release-'));
  for (const name of ['package.json', 'package-lock.json', 'template.yaml', '.gitignore'])
    await cp(name, at(name));
  await writeFile(at('CHANGELOG.md'), `## [Unreleased]\n\n## [${version}] - 2026-11-28\n\n- New.\n`);
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'A release');
});
afterEach(() => rm(folder, { recursive: true }));

describe('a release is refused', () => {
  it('of a tree that has what is not committed', async () => {
    await writeFile(at('package.json'), `${JSON.stringify(packageJson)}\n`);
    await writeFile(at('new.txt'), '');
    expect(release()).toEqual({
      status: 2,
      stdout: '',
      stderr: 'expected a clean tree, but these are not committed:\n M package.json\n?? new.txt\n',
    });
  });

  it('of a version that a tag says is another commit', () => {
    git('tag', '--annotate', `v${version}`, '--message', 'A release');
    git('commit', '--quiet', '--allow-empty', '--message', 'Another');
    expect(release()).toEqual({
      status: 2,
      stdout: '',
      stderr: `expected a new version, but the tag v${version} is on another commit\n`,
    });
  });

  it('of a version that the changelog does not have', async () => {
    await writeFile(at('CHANGELOG.md'), '## [Unreleased]\n');
    git('commit', '--quiet', '--all', '--message', 'No entry');
    expect(release()).toMatchObject({ status: 2, stderr: expect.stringContaining('CHANGELOG.md: expected') });
  });

  it('outside of a repository', async () => {
    await rm(at('.git'), { recursive: true });
    expect(release()).toMatchObject({ status: 2, stderr: expect.stringContaining('not a git repository') });
  });

  it('where its words make no sense', () => {
    expect(release('--trail')).toMatchObject({ status: 3, stderr: expect.stringContaining('--trail') });
  });
});

it.each([
  ['a light', []],
  ['an annotated', ['--annotate', '--message', 'A release']],
])('%s tag on this commit is no hindrance', (_, words) => {
  git('tag', ...words, `v${version}`);
  // It comes as far as the sources, which are not there.
  expect(release()).toMatchObject({ status: 1, stderr: expect.stringContaining('functions') });
});

it('a release that fails leaves the one that is there, and nothing besides', async () => {
  await mkdir(at('dist/release'), { recursive: true });
  await writeFile(at('dist/release/SHA256SUMS'), '');
  expect(release()).toMatchObject({ status: 1, stderr: expect.stringContaining('functions') });
  expect(await readdir(at('dist'), { recursive: true })).toEqual(['release', 'release/SHA256SUMS']);
});
