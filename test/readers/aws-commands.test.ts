import { execFile } from 'node:child_process';
import { chmod, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';
import { filesNamed } from '../support/docs/files.ts';
import { mainTemplate, readTemplate } from '../support/template/template.ts';

interface Read {
  readonly command: string;
  readonly fault: string;
}

const run = promisify(execFile);
const { Outputs: outputs } = await readTemplate(mainTemplate);
const calls = /\baws ([a-z0-9]+ [a-z-]+)/g;
const pages: [page: string, script: string][] = [];
for (const page of await filesNamed(/\.md$/)) {
  const blocks = [...(await readFile(page, 'utf8')).matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)];
  const script = blocks.map(([, text]) => text).join('\n');
  if (script.search(calls) >= 0) pages.push([page, script]);
}

/** Programs that a page has people start, as a shell runs them in place of the real ones; of the others nothing is wanted. */
const standIns: Readonly<Record<string, string>> = {
  aws: `exec ${resolve('.venv-readers/bin/python')} ${resolve('tools/readers/answer-aws-command.py')} "$@"`,
  // It would go on for ever.
  'sts-warden': `[ "$1" != serve ] || exit 0; exec ${process.execPath} ${resolve('cli/bin.js')} "$@"`,
  npx: '[ "$1" != sts-warden ] || exec "$@"',
  ...Object.fromEntries(
    ['curl', 'git', 'npm', 'sam', 'sha256sum', 'terraform', 'unzip'].map((name) => [name, 'exit 0']),
  ),
};

/** What the AWS CLI says of each command for it, where all that a page has people type is run in bash. */
async function readByAwsCli(script: string): Promise<Read[]> {
  const folder = await temporaryFolder();
  for (const [name, line] of Object.entries(standIns))
    await chmod(await folder.write(`bin/${name}`, `#!/bin/sh\n${line}\n`), 0o755);
  await folder.link('trail', resolve('docs/demo/AWSLogs'));
  await folder.link('docs', resolve('docs'));
  await folder.link('events', resolve('events'));
  const profiles = ['dev', 'member', 'prod'].map((name) => `[profile ${name}]\n`);
  const env = {
    PATH: `${folder.at('bin')}:${process.env.PATH}`,
    HOME: folder.path,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: await folder.write('config', profiles.join('')),
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    product: 'arn:aws:securityhub:us-east-1:123456789012:product/123456789012/default',
    AWS_COMMANDS: await folder.write('commands', ''),
    AWS_OUTPUTS: JSON.stringify(Object.keys(outputs)),
  };
  await run('bash', ['-c', `${script}\ntrue`], { cwd: folder.path, env, timeout: 380_000 });
  const lines = (await readFile(env.AWS_COMMANDS, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line));
}

// The AWS CLI takes half a second to start, more than a hundred times.
it.each(pages)('the AWS CLI takes every command of %s', { timeout: 400_000 }, async (_, script) => {
  const read = await readByAwsCli(script);
  expect(read.filter(({ fault }) => fault !== '')).toEqual([]);
  const reached = read.map(({ command }) => command);
  expect(reached).toEqual(expect.arrayContaining([...script.matchAll(calls)].map(([, command]) => command)));
});
