import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { record, rootRecord } from '../support/cli/audit-command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const bin = 'cli/bin.js';

/** Starts the program as its user does, with pipes for its streams; `before` is a module that runs first. */
function start(words: readonly string[], before = '') {
  const preload = `data:text/javascript,${encodeURIComponent(before)}`;
  const child = spawn(process.execPath, ['--import', preload, bin, ...words], {
    env: { PATH: process.env.PATH },
  });
  return { child, ended: once(child, 'close'), stdout: text(child.stdout), stderr: text(child.stderr) };
}

async function program(words: readonly string[], stdin = '', before = '') {
  const { child, ended, stdout, stderr } = start(words, before);
  child.stdin.end(stdin);
  const [code] = await ended;
  return { code, stdout: await stdout, stderr: await stderr };
}

describe('the program', () => {
  it('prints its help and ends with 0', async () => {
    const { code, stdout, stderr } = await program(['--help']);
    for (const verb of ['audit', 'check', 'explain', 'policy', 'Exit codes:', '130'])
      expect(stdout).toContain(verb);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('prints its version and ends with 0', async () => {
    expect(await program(['--version'])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
  });

  it.each<[string, number, readonly string[], string, string]>([
    ['nothing found', 0, ['audit', '-'], JSON.stringify(record('x')), ''],
    ['a finding', 1, ['audit', '-'], JSON.stringify(rootRecord('x')), ''],
    [
      'unreadable input',
      2,
      ['audit', '-', '/nowhere'],
      JSON.stringify(rootRecord('x')),
      'sts-warden: /nowhere: no such file or folder\n',
    ],
  ])('%s is exit code %i, with the result on standard output only', async (_, code, words, stdin, stderr) => {
    const result = await program(words, stdin);
    expect(result).toMatchObject({ code, stderr });
    expect(result.stdout).not.toBe('');
    expect(result.stdout).not.toContain('\u001b');
  });

  it.each<[string, readonly string[], RegExp]>([
    ['no command', [], /Usage: sts-warden/],
    ['an unknown command', ['adit'], /unknown command 'adit'/],
  ])('%s is exit code 3, with a message on standard error only', async (_, words, message) => {
    const { code, stdout, stderr } = await program(words);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it.each([
    ['12.22.12', false],
    ['20.20.2', false],
    ['22.17.9', false],
    ['22.18.0', true],
    ['23.0.0', true],
    ['24.0.0', true],
  ])('is for Node %s: %s', async (version, isEnough) => {
    const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
    const oldest = packageJson.engines.node.replace('>=', '');
    expect(await program(['--version'], '', pretend)).toEqual(
      isEnough
        ? { code: 0, stdout: `${packageJson.version}\n`, stderr: '' }
        : { code: 3, stdout: '', stderr: `sts-warden: expected Node ${oldest} or newer, got ${version}\n` },
    );
  });

  it('ends with 2, not as if something were found, where something fails that nobody foresaw', async () => {
    const folder = await temporaryFolder();
    const pipe = folder.pipe('pipe.json');
    const failLater = "process.on('SIGUSR2', () => { throw new Error('late') })";
    const { child, ended, stdout, stderr } = start(['audit', pipe, '-'], failLater);
    await writeFile(pipe, JSON.stringify(rootRecord('read')));
    child.kill('SIGUSR2');
    const [code] = await ended;
    expect({ code, stdout: await stdout }).toEqual({ code: 2, stdout: '' });
    expect(await stderr).toMatch(/^sts-warden: unexpected error: Error: late\n {4}at /);
  });

  it('keeps its exit code where nobody reads what went wrong', async () => {
    const child = spawn(process.execPath, [bin, 'audit', '--no-such-option', 'x']);
    child.stderr.destroy();
    expect((await once(child, 'close'))[0]).toBe(3);
  });

  it('ends quietly, with its own exit code, when its reader has gone', async () => {
    const folder = await temporaryFolder();
    const records = Array.from({ length: 400 }, (_, index) => rootRecord(`root-${index}`));
    const path = await folder.write('log.json', records);
    const script = `"$0" ${bin} audit --format json "$1" | head -n 1; echo "exit \${PIPESTATUS[0]}"`;
    const child = spawn('bash', ['-c', script, process.execPath, path]);
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect({ stdout, stderr }).toEqual({ stdout: '{\nexit 1\n', stderr: '' });
  });

  it.runIf(existsSync('/dev/full'))(
    'ends with 3 and a message where its result cannot be written',
    async () => {
      const child = spawn('bash', ['-c', `"$0" ${bin} explain g6 > /dev/full`, process.execPath]);
      const ended = once(child, 'close');
      expect(await text(child.stderr)).toBe('sts-warden: cannot write to standard output: ENOSPC\n');
      expect((await ended)[0]).toBe(3);
    },
  );

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends on %s with %i, after a report on what it had read', async (signal, expected) => {
    const folder = await temporaryFolder();
    const pipe = folder.pipe('pipe.json');
    const later = await folder.write('later.json', rootRecord('later'));
    const { child, ended, stdout, stderr } = start(['audit', '--format', 'json', pipe, later]);
    // A pipe opens when both ends do: from here on the program is reading, and waits.
    await writeFile(
      pipe,
      interrupting(() => child.kill(signal), JSON.stringify(rootRecord('read'))),
    );
    const [code] = await ended;
    const { coverage, violations } = JSON.parse(await stdout);
    expect(violations.map(({ subject }: { subject: { eventId: string } }) => subject.eventId)).toEqual([
      'read',
    ]);
    expect(coverage).toMatchObject({ interrupted: true, filesRead: 1 });
    expect({ code, stderr: await stderr }).toEqual({ code: expected, stderr: '' });
  });

  it('ends with 130 on Ctrl-C while it waits for standard input', async () => {
    const folder = await temporaryFolder();
    const pipe = folder.pipe('pipe.json');
    const { child, ended, stdout } = start(['audit', '--format', 'json', pipe, '-']);
    await writeFile(pipe, JSON.stringify(rootRecord('read')));
    child.kill('SIGINT');
    const [code] = await ended;
    expect(JSON.parse(await stdout).coverage).toMatchObject({ interrupted: true });
    expect(code).toBe(130);
  });
});

/** Content of a file, and what ends the program early just before it. */
function* interrupting(interrupt: () => void, content: string) {
  interrupt();
  yield content;
}
