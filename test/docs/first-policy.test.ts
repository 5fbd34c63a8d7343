import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';
import { packageOf } from '../support/informatica/package-builder.ts';
import { zipped } from '../support/informatica/package-content.ts';

const section = /## From what you have to a policy[^\n]*\n[\s\S]*?```sh\n([\s\S]*?)```/;

it('README leads from an archive and a package to a policy and a check: its commands run one after the other', async () => {
  const [, lines = ''] = section.exec(await readFile('README.md', 'utf8')) ?? [];
  const folder = await temporaryFolder();
  await writeFile(folder.at('export.zip'), zipped(packageOf()));
  const own = ['export.zip', 'sts-warden.yaml', 'changed.yaml'];
  const placeOf = (word: string) =>
    word === 'trail/' ? 'docs/demo/AWSLogs' : own.includes(word) ? folder.at(word) : word;
  const run: [string, number][] = [];
  for (const line of lines.trim().split('\n')) {
    const words = line
      .replace(/ +#.*$/, '')
      .replace('npx sts-warden ', '')
      .split(' ');
    if (words.includes('changed.yaml'))
      await copyFile(folder.at('sts-warden.yaml'), folder.at('changed.yaml'));
    const { code, stderr } = await command(words.map(placeOf));
    expect(stderr).toBe('');
    run.push([words.filter((word) => /^[a-z]+$/.test(word)).join(' '), code]);
  }
  expect(run).toEqual([
    ['policy init', 0],
    ['audit', 1],
    ['check', 0],
    ['policy diff', 0],
  ]);
});
