import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { zipOf } from '../../tools/release/zip.ts';
import { succeed } from '../../tools/sam/command.ts';
import { contentsOf, differencesOf } from '../support/release/contents.ts';

const { version } = packageJson;
const [first, second] = inject('releases');
const contents = await contentsOf(first);
const files = Object.keys(contents).filter((path) => !path.includes('/'));

it('a release is the same at other times and places', async () => {
  expect(differencesOf(await contentsOf(second), contents)).toEqual([]);
});

it('has its files, and sums of all of them', async () => {
  const expected = [
    'SHA256SUMS',
    'forward-sts-events.yaml',
    `release-notes-${version}.md`,
    `sts-warden-${version}.cdx.json`,
    `sts-warden-${version}.tgz`,
    `sts-warden-stack-${version}.zip`,
  ];
  expect(files.sort()).toEqual(expected.sort());
  const check = 'cd "$1" && sha256sum --check SHA256SUMS';
  const { stdout } = await succeed('sh', ['-c', check, 'sh', first]);
  expect(stdout.trim().split('\n').sort()).toEqual(
    expected.filter((name) => name !== 'SHA256SUMS').map((name) => `${name}: OK`),
  );
});

it('says what is new in its version', async () => {
  const notes = await readFile(join(first, `release-notes-${version}.md`), 'utf8');
  expect(notes).toMatch(new RegExp(`^# STS Warden ${version}\n\n### Added\n\n- `));
  expect(notes).not.toContain('\n## ');
});

it('a byte that differs within an archive within an archive is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sts-warden-contents-'));
  try {
    await cp(second, folder, { recursive: true });
    const inner = await zipOf(new Map([['handler.mjs', 'another']]));
    const outer = await zipOf(new Map([['stack/functions/check.zip', inner]]));
    await writeFile(join(folder, 'stack.zip'), outer);
    const before = await contentsOf(folder);
    const other = await zipOf(new Map([['handler.mjs', 'yet another']]));
    await writeFile(join(folder, 'stack.zip'), await zipOf(new Map([['stack/functions/check.zip', other]])));
    const after = await contentsOf(folder);
    expect(differencesOf(before, after)).toEqual([
      'stack.zip',
      'stack.zip/stack/functions/check.zip',
      'stack.zip/stack/functions/check.zip/handler.mjs',
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
