import { readFile, rm } from 'node:fs/promises';
import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { accessCommand } from '../../cli/access.ts';
import { auditCommand } from '../../cli/audit.ts';
import { checkCommand } from '../../cli/check.ts';
import type { Conclusion } from '../../cli/conclude.ts';
import { addResultCommand, type ResultCommand } from '../../cli/result-command.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';
import { testTerminal } from '../support/cli/test-terminal.ts';

const iam = ['--iam', 'events/authorization-details.json'];
const commands = [
  { made: auditCommand, words: ['docs/demo/AWSLogs'] },
  { made: checkCommand, words: ['docs/demo/lake-export.json'] },
  { made: accessCommand, words: iam },
];
const formatsOf = commands.flatMap(({ made, words }) =>
  Object.keys(made.formats).map((format) => [made.name, format, words] as const),
);

/** Runs a command whose report is a text and whose conclusion is given. */
async function concluded(
  conclusion: Partial<Conclusion<string>>,
  words: readonly string[] = [],
  isTTY = false,
) {
  const terminal = testTerminal({ terminal: isTTY });
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  const ends = { isFound: false, troubles: [], report: 'report', ...conclusion };
  const made = {
    name: 'made-up',
    formats: { table: (text: string) => `${text}\n`, shout: (text: string) => `${text.toUpperCase()}\n` },
    declare: (declared: Command) => declared.argument('[path...]'),
    run: async (paths: readonly string[]) => ({ ...ends, report: [ends.report, ...paths].join(' ') }),
  } satisfies ResultCommand<never, string, string>;
  let code: number | undefined;
  addResultCommand(program, made, terminal, (reached) => {
    code = reached;
  });
  await program.parseAsync(['made-up', ...words], { from: 'user' });
  return { code, stdout: terminal.stdoutText(), stderr: terminal.stderrText() };
}

describe('formats', () => {
  it.each([
    ['the table without the option', [], 'report\n'],
    ['any other that the command has', ['--format', 'shout'], 'REPORT\n'],
    ['of what the command was given', ['--format', 'shout', 'a', 'b'], 'REPORT A B\n'],
  ])('are %s', async (_, words, expected) => {
    expect((await concluded({}, words)).stdout).toBe(expected);
  });

  it('are no others', async () => {
    await expect(concluded({}, ['--format', 'whisper'])).rejects.toThrow(/Allowed choices are table, shout/);
  });

  it.each(commands)('of $made.name are what its help lists', async ({ made }) => {
    const { stdout } = await command([made.name, '--help']);
    const [, choices = ''] =
      /--format <format>[^(]*\(choices: ([^)]*),\s+default: "table"\)/.exec(stdout) ?? [];
    expect(choices.split(/,\s+/).map((choice) => JSON.parse(choice))).toEqual(Object.keys(made.formats));
  });

  it.each(formatsOf)('%s --format %s is taken, and makes a text of its own', async (name, format, words) => {
    const outputs = new Map<string, string>();
    for (const [other, one] of formatsOf) {
      if (other !== name) continue;
      outputs.set(one, (await command([name, '--format', one, ...words])).stdout);
    }
    expect(outputs.get(format)).not.toBe('');
    expect([...outputs.values()].filter((text) => text === outputs.get(format))).toHaveLength(1);
  });
});

describe('the exit code', () => {
  it.each<[number, string, Partial<Conclusion<string>>]>([
    [0, 'nothing was found', {}],
    [1, 'something was found', { isFound: true }],
    [2, 'something could not be read', { troubles: ['a'] }],
    [2, 'something could not be read, as the report says', { reportedTroubles: ['a'] }],
    [2, 'something was found and something could not be read', { isFound: true, troubles: ['a'] }],
    [130, 'Ctrl-C came, whatever there is', { isFound: true, troubles: ['a'], interrupted: 'SIGINT' }],
    [143, 'SIGTERM came, whatever there is', { isFound: true, troubles: ['a'], interrupted: 'SIGTERM' }],
    [3, 'nothing was judged', { nothingJudged: 'a' }],
    [2, 'nothing was judged and something could not be read', { troubles: ['a'], nothingJudged: 'a' }],
  ])('is %i where %s', async (expected, _, conclusion) => {
    expect((await concluded(conclusion)).code).toBe(expected);
  });
});

describe('what could not be read', () => {
  const conclusion = { troubles: ['a: gone'], reportedTroubles: ['b: broken'] };
  const [own, reported] = ['sts-warden: a: gone\n', 'sts-warden: b: broken\n'];

  it.each<[string, readonly string[], boolean, string]>([
    ['a pipe', [], false, own + reported],
    ['a terminal whose table names it', [], true, own],
    ['a terminal, in a format for programs', ['--format', 'shout'], true, own + reported],
  ])('is told on standard error where the result goes to %s', async (_, words, isTTY, expected) => {
    expect((await concluded(conclusion, words, isTTY)).stderr).toBe(expected);
  });

  it('is told where the result goes to a file', async () => {
    const output = (await temporaryFolder()).at('report');
    const { stdout, stderr } = await concluded(conclusion, ['--output', output], true);
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: own + reported });
    expect(await readFile(output, 'utf8')).toBe('report\n');
  });

  it('is told although the result cannot be written', async () => {
    const folder = await temporaryFolder();
    await folder.write('out/older', '');
    const terminal = testTerminal();
    const program = new Command();
    const made: ResultCommand<never, string, never> = {
      name: 'made-up',
      formats: { table: String },
      declare: (declared) => declared,
      run: async () => {
        await rm(folder.at('out'), { recursive: true });
        return { report: 'the result', isFound: false, ...conclusion };
      },
    };
    addResultCommand(program, made, terminal, () => undefined);
    const words = ['made-up', '--output', folder.at('out/report')];
    await expect(program.parseAsync(words, { from: 'user' })).rejects.toThrow(/cannot write --output/);
    expect(terminal.stderrText()).toBe(own + reported);
    expect(terminal.stdoutText()).toBe('the result');
  });

  it('is no work of hours where the result cannot be written', async () => {
    const folder = await temporaryFolder();
    const run = vi.fn();
    const program = new Command();
    const made: ResultCommand<never, string, never> = {
      name: 'made-up',
      formats: { table: String },
      declare: (declared) => declared,
      run,
    };
    addResultCommand(program, made, testTerminal(), () => undefined);
    const words = ['made-up', '--output', folder.at('nowhere/report')];
    await expect(program.parseAsync(words, { from: 'user' })).rejects.toThrow(/cannot write --output/);
    expect(run).not.toHaveBeenCalled();
  });

  it('is told with --quiet too, in lines that are safe to print', async () => {
    const { stderr } = await concluded({ troubles: ['\u001b[31mred\nsecond'] }, ['--quiet']);
    expect(stderr).toBe('sts-warden: \ufffd[31mred\ufffdsecond\n');
  });
});

describe('progress', () => {
  it.each(commands)(
    '$made.name shows a bar on a terminal only, and where nobody minds',
    async ({ made, words }) => {
      const shown = async (more: readonly string[], options: object = { terminal: true }) =>
        (await command([made.name, ...words, ...more], options)).stderr !== '';
      expect({
        terminal: await shown([]),
        pipe: await shown([], {}),
        dumb: await shown([], { terminal: true, environment: { TERM: 'dumb' } }),
        noProgress: await shown(['--no-progress']),
        quiet: await shown(['--quiet']),
      }).toEqual({ terminal: true, pipe: false, dumb: false, noProgress: false, quiet: false });
    },
  );

  it('counts what is done', async () => {
    const { stderr } = await command(['access', ...iam], { terminal: true });
    expect(stderr).toContain('2 principals');
  });

  it('leaves the terminal’s settings alone, which nobody would restore after Ctrl-C', async () => {
    const { stderr } = await command(['access', ...iam], { terminal: true });
    expect(stderr).not.toMatch(/\[\?\d+l/);
  });
});
