import { readFile, rm } from 'node:fs/promises';
import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { accessCommand } from '../../cli/access.ts';
import { auditCommand } from '../../cli/audit.ts';
import { checkCommand } from '../../cli/check.ts';
import { conclude, type Ends } from '../../cli/conclude.ts';
import { addResultCommand, type JudgingOptions, type ResultCommand } from '../../cli/result-command.ts';
import { openOutput } from '../../cli/write-output.ts';
import type { Format } from '../../shared/formats/format.ts';
import { formatsOf } from '../../shared/formats/index.ts';
import type { Result } from '../../shared/report/result.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';
import { testTerminal } from '../support/cli/test-terminal.ts';

const productArn = 'arn:aws:securityhub:eu-central-1:123456789012:product/123456789012/default';
const iam = ['--iam', 'events/authorization-details.json'];
const commands = [
  { made: auditCommand, words: ['docs/demo/AWSLogs'] },
  { made: checkCommand, words: ['docs/demo/lake-export.json'] },
  { made: accessCommand, words: iam },
];
/** A result in which nothing stands but a text. */
function resultOf(text: string, more: Partial<Result<'access'>['report']> = {}): Result<'access'> {
  const principal = { arn: text, hasAccess: false, grants: [] };
  return {
    kind: 'access',
    report: {
      schemaVersion: '1',
      policyRevision: 'sha256:0',
      outOfScope: 0,
      leftOut: 0,
      isJudged: true,
      principals: [principal],
      findings: [],
      violations: [],
      ...more,
    },
  };
}

function textOf([result]: readonly Result[]): string {
  return result?.kind === 'access' ? (result.report.principals[0]?.arn ?? '') : '';
}

const madeUp: readonly Format[] = [
  {
    name: 'table',
    summary: 'for people',
    results: ['access'],
    isForPeople: true,
    render: (results) => [textOf(results), '\n'],
  },
  {
    name: 'shout',
    summary: 'for machines',
    results: ['access'],
    render: (results) => [textOf(results).toUpperCase(), '\n'],
  },
];

/** Runs a command whose result is a text. */
async function ran(words: readonly string[] = []) {
  const terminal = testTerminal();
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  const made: ResultCommand<JudgingOptions> = {
    kind: 'access',
    declare: (declared) => declared.argument('[path...]'),
    run: async (paths) => ({ result: resultOf(['report', ...paths].join(' ')) }),
  };
  addResultCommand(program, made, terminal, () => undefined, madeUp);
  await program.parseAsync(['access', ...words], { from: 'user' });
  return terminal.stdoutText();
}

interface Look {
  readonly format?: 'table' | 'shout';
  readonly isTTY?: boolean;
  readonly quiet?: boolean;
  readonly output?: string;
}

/** What a command tells that ends so. */
async function concluded(ends: Partial<Ends>, { format = 'table', isTTY = false, quiet, output }: Look = {}) {
  const terminal = testTerminal({ terminal: isTTY });
  const [chosen] = madeUp.filter(({ name }) => name === format);
  if (chosen === undefined) throw new Error(`there is no format ${format}`);
  const writing = { format: chosen, color: true, quiet, version: '1.2.3', options: {} };
  const opened = await openOutput(output, terminal, []);
  const all = { isFound: false, troubles: [], ...ends };
  const code = await conclude([resultOf('report')], all, writing, opened, terminal);
  return { code, stdout: terminal.stdoutText(), stderr: terminal.stderrText() };
}

describe('formats', () => {
  it.each([
    ['the table without the option', [], 'report\n'],
    ['any other that the command has', ['--format', 'shout'], 'REPORT\n'],
    ['of what the command was given', ['--format', 'shout', 'a', 'b'], 'REPORT A B\n'],
  ])('are %s', async (_, words, expected) => {
    expect(await ran(words)).toBe(expected);
  });

  it('are no others', async () => {
    await expect(ran(['--format', 'whisper'])).rejects.toThrow(/Allowed choices are table, shout/);
  });

  it('may want to know of who reads them, before there is any work', async () => {
    const withoutIt = await command(['audit', '--format', 'asff', 'docs/demo/AWSLogs']);
    expect([withoutIt.code, withoutIt.stderr]).toEqual([
      3,
      'sts-warden: --format asff: expected --product-arn arn:aws:securityhub:<region>:<account>:product/<account>/default\n',
    ]);
    const other = await command(['audit', '--format', 'asff', '--product-arn', 'mine', 'docs/demo/AWSLogs']);
    expect([other.code, other.stderr]).toEqual([
      3,
      expect.stringContaining('expected arn:aws:securityhub:<region>'),
    ]);
    expect(other.stdout).toBe('');
  });

  it.each(commands)('of $made.kind are what its help lists', async ({ made }) => {
    const { stdout } = await command([made.kind, '--help']);
    const [, choices = ''] =
      /--format <format>[^(]*\(choices: ([^)]*),\s+default: "table"\)/.exec(stdout) ?? [];
    expect(choices.split(/,\s+/).map((choice) => JSON.parse(choice))).toEqual(
      formatsOf(made.kind).map(({ name }) => name),
    );
  });

  it.each(commands)('of $made.kind make a text of their own each', async ({ made, words }) => {
    const outputs: string[] = [];
    for (const { name, option } of formatsOf(made.kind)) {
      const more = option === undefined ? [] : [`--${option.name}`, productArn];
      outputs.push((await command([made.kind, '--format', name, ...more, ...words])).stdout);
    }
    expect(outputs).not.toContain('');
    expect(new Set(outputs).size).toBe(outputs.length);
  });
});

describe('the exit code', () => {
  it.each<[number, string, Partial<Ends>]>([
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

  it.each<[string, Look, string]>([
    ['a pipe', {}, own + reported],
    ['a terminal whose table names it', { isTTY: true }, own],
    ['a terminal, in a format for programs', { format: 'shout', isTTY: true }, own + reported],
  ])('is told on standard error where the result goes to %s', async (_, look, expected) => {
    expect((await concluded(conclusion, look)).stderr).toBe(expected);
  });

  it('is told where the result goes to a file', async () => {
    const output = (await temporaryFolder()).at('report');
    const { stdout, stderr } = await concluded(conclusion, { output, isTTY: true });
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: own + reported });
    expect(await readFile(output, 'utf8')).toBe('report\n');
  });

  it('is told although the result cannot be written', async () => {
    const folder = await temporaryFolder();
    await folder.write('out/older', '');
    const terminal = testTerminal();
    const program = new Command();
    const made: ResultCommand<JudgingOptions> = {
      kind: 'access',
      declare: (declared) => declared,
      run: async () => {
        await rm(folder.at('out'), { recursive: true });
        return { result: resultOf('the result', { troubles: ['a: gone'] }) };
      },
    };
    addResultCommand(program, made, terminal, () => undefined, madeUp);
    const words = ['access', '--output', folder.at('out/report')];
    await expect(program.parseAsync(words, { from: 'user' })).rejects.toThrow(/cannot write --output/);
    expect(terminal.stderrText()).toBe(own);
    expect(terminal.stdoutText()).toBe('the result\n');
  });

  it('is no work of hours where the result cannot be written', async () => {
    const folder = await temporaryFolder();
    const run = vi.fn();
    const program = new Command();
    const made: ResultCommand<JudgingOptions> = { kind: 'access', declare: (declared) => declared, run };
    addResultCommand(program, made, testTerminal(), () => undefined);
    const words = ['access', '--output', folder.at('nowhere/report')];
    await expect(program.parseAsync(words, { from: 'user' })).rejects.toThrow(/cannot write --output/);
    expect(run).not.toHaveBeenCalled();
  });

  it.each<[string, Look, string]>([
    ['in a format for programs', { format: 'shout' }, 'sts-warden: c\n'],
    ['not in one for people, which says it itself', {}, ''],
    ['not with --quiet', { format: 'shout', quiet: true }, ''],
  ])('is told, where it is a note, %s', async (_, look, expected) => {
    expect((await concluded({ notes: ['c'] }, look)).stderr).toBe(expected);
  });

  it.each(['csv', 'ocsf', 'asff'])(
    'is told where %s has no place for it, as with every format',
    async (format) => {
      const folder = await temporaryFolder();
      const nowhere = folder.at('nowhere.json');
      const form = ['--format', format, ...(format === 'asff' ? ['--product-arn', productArn] : [])];
      const { code, stderr } = await command(['check', 'docs/demo/lake-export.json', nowhere, ...form]);
      expect([code, stderr]).toEqual([
        2,
        `sts-warden: ${nowhere}: no such file or folder\nsts-warden: \`${format}\` has no place for what could not be read: the result is not whole\n`,
      ]);
      expect((await command(['check', 'docs/demo/lake-export.json', ...form])).stderr).toBe('');
    },
  );

  it('has a place in every other format', async () => {
    const folder = await temporaryFolder();
    const words = ['check', 'docs/demo/lake-export.json', folder.at('nowhere.json')];
    for (const { name, omitsUnread } of formatsOf('check')) {
      if (omitsUnread || name === 'table') continue;
      expect((await command([...words, '--format', name])).stdout).toContain('nowhere.json');
    }
  });

  it('is told with --quiet too, in lines that are safe to print', async () => {
    const { stderr } = await concluded({ troubles: ['\u001b[31mred\nsecond'] }, { quiet: true });
    expect(stderr).toBe('sts-warden: \ufffd[31mred\ufffdsecond\n');
  });
});

describe('progress', () => {
  it.each(commands)(
    '$made.kind shows a bar on a terminal only, and where nobody minds',
    async ({ made, words }) => {
      const shown = async (more: readonly string[], options: object = { terminal: true }) =>
        (await command([made.kind, ...words, ...more], options)).stderr !== '';
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
