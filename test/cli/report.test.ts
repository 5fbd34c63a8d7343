import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formats } from '../../shared/formats/index.ts';
import { type CommandResult, command } from '../support/cli/command.ts';
import { swept } from '../support/cli/sweep-command.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/cli/temporary-folder.ts';
import { cloudStandIn } from '../support/informatica/cloud.ts';
import { canaries, organizationOf } from '../support/informatica/example-organization.ts';

const results: Readonly<Record<string, readonly string[]>> = {
  audit: ['audit', '--sessions', 'docs/demo/AWSLogs'],
  check: ['check', 'docs/demo/lake-export.json', 'docs/demo/nightly-load.json'],
  access: ['access', '--iam', 'events/authorization-details.json'],
};
const productArn = 'arn:aws:securityhub:eu-central-1:123456789012:product/123456789012/default';

/** A command's result as saved in a folder, and what the command prints in another format. */
async function saved(folder: TemporaryFolder, kind: string, format: 'json' | 'jsonl'): Promise<string> {
  const path = folder.at(`${kind}.${format}`);
  await command([...(results[kind] ?? []), '--format', format, '--output', path]);
  return path;
}

function report(...words: readonly string[]): Promise<CommandResult> {
  return command(['report', ...words]);
}

/** A text; of JSON the values, whose members may stand in another order. */
function meaningOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.startsWith('{"')
      ? text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : text;
  }
}

describe('report', () => {
  it.each(['json', 'jsonl'])(
    'knows from a saved check (%s) which files could not be read',
    async (format) => {
      const folder = await temporaryFolder();
      const [broken, path] = [await folder.write('broken.json', '{'), folder.at('saved')];
      const words = ['check', 'docs/demo/orders-daily.json', broken, folder.at('nowhere.json')];
      const { code } = await command([...words, '--format', format, '--output', path]);
      const again = await report(path);
      expect([code, again.code]).toEqual([2, 2]);
      expect(again.stderr).toContain(`${broken}: not JSON`);
      expect(again.stderr).toContain(`${folder.at('nowhere.json')}: no such file or folder`);
      expect((await report('--format', 'junit', path)).stdout).toContain('tests="3" failures="0" errors="2"');
      expect((await report('--format', 'github', path)).stdout).toContain('2 could not be read');
    },
  );

  const cases = Object.keys(results).flatMap((kind) =>
    (['json', 'jsonl'] as const).flatMap((format) =>
      formats.map(({ name }) => [kind, format, name] as const),
    ),
  );

  it.each(cases)('writes %s from %s as %s, as the command itself does', async (kind, format, name) => {
    const option = name === 'asff' ? ['--product-arn', productArn] : [];
    const path = await saved(await temporaryFolder(), kind, format);
    const direct = await command([...(results[kind] ?? []), '--format', name, ...option]);
    const again = await report('--format', name, ...option, path);
    expect([meaningOf(again.stdout), again.stderr, again.code]).toEqual([
      meaningOf(direct.stdout),
      direct.stderr,
      direct.code,
    ]);
  });

  it('shows every violation where that is asked for', async () => {
    const path = await saved(await temporaryFolder(), 'audit', 'json');
    const direct = await command([...(results.audit ?? []), '--occurrences']);
    expect((await report('--occurrences', path)).stdout).toBe(direct.stdout);
  });

  it('writes a sweep with what only a sweep knows', async () => {
    const { username, password } = canaries;
    const cloud = await cloudStandIn(organizationOf(), { username, password });
    try {
      const folder = await temporaryFolder();
      await swept(cloud, ['--output', folder.at('sweep.json')]);
      const direct = await swept(cloud, ['--format', 'json']);
      const again = await report('--format', 'json', folder.at('sweep.json'));
      expect(again.code).toBe(direct.code);
      const { sweptAt: _, ...report1 } = JSON.parse(again.stdout);
      expect(report1.tasks).toHaveLength(direct.report.tasks.length);
      expect((await report(folder.at('sweep.json'))).stdout).toMatch(/known runs?, started: /);
    } finally {
      await cloud.close();
    }
  });

  it('writes several together: runs of SARIF of their own categories, rows of one table', async () => {
    const folder = await temporaryFolder();
    const paths = [
      await saved(folder, 'audit', 'json'),
      await saved(folder, 'check', 'jsonl'),
      await saved(folder, 'audit', 'jsonl'),
    ];
    const { runs } = JSON.parse((await report('--format', 'sarif', ...paths)).stdout);
    expect(runs.map((run: { automationDetails: { id: string } }) => run.automationDetails.id)).toEqual([
      'sts-warden/audit/',
      'sts-warden/check/',
      'sts-warden/audit-2/',
    ]);
    const { stdout } = await report('--format', 'csv', ...paths);
    expect(stdout.match(/^severity,/gm)).toHaveLength(1);
  });

  it('writes JSON that it reads again', async () => {
    const folder = await temporaryFolder();
    const paths = [await saved(folder, 'audit', 'json'), await saved(folder, 'access', 'json')];
    const both = await report('--format', 'json', ...paths);
    const path = await folder.write('both.json', both.stdout);
    expect((await report('--format', 'json', path)).stdout).toBe(both.stdout);
  });

  it('writes what is new since a baseline, and what is gone', async () => {
    const folder = await temporaryFolder();
    const baseline = await saved(folder, 'audit', 'json');
    const words = ['audit', 'docs/demo/AWSLogs', '--baseline', baseline];
    await command([...words, '--format', 'json', '--output', folder.at('newer.json')]);
    const direct = await command(words);
    const again = await report(folder.at('newer.json'));
    expect([again.stdout, again.code]).toEqual([direct.stdout, 0]);
  });

  it('tells several checks apart, and a sweep that is cut off from a check', async () => {
    const folder = await temporaryFolder();
    const [one, two] = ['docs/demo/lake-export.json', 'docs/demo/nightly-load.json'];
    const baseline = folder.at('baseline.json');
    await command(['check', one, '--format', 'json', '--output', baseline]);
    const saved1 = await command(['check', one, '--baseline', baseline, '--format', 'jsonl']);
    const saved2 = await command(['check', two, '--format', 'jsonl']);
    const both = await folder.write('both.jsonl', saved1.stdout + saved2.stdout);
    const { stdout } = await report('--format', 'sarif', both);
    expect(JSON.parse(stdout).runs).toHaveLength(2);
    const half = await folder.write('half.jsonl', saved1.stdout.split('\n').slice(0, 1).join(''));
    expect((await report(half)).stderr).toContain('cut off: its last line');
    const task = { id: 'one', name: 'nightly', folder: '/', taskflows: [] };
    const swept1 = { ...JSON.parse(saved2.stdout), name: undefined, source: undefined, task };
    expect((await report(await folder.write('swept.jsonl', swept1))).stderr).toContain(
      'cut off: its last line',
    );
  });

  it('keeps several results apart, and in their order, in one document', async () => {
    const folder = await temporaryFolder();
    const one = folder.at('one.json');
    await command(['check', 'docs/demo/orders-daily.json', '--format', 'json', '--output', one]);
    const [several, audit] = [await saved(folder, 'check', 'json'), await saved(folder, 'audit', 'json')];
    const both = await report('--format', 'json', several, several, one, audit);
    const again = await report('--format', 'sarif', await folder.write('all.json', both.stdout));
    const ids = JSON.parse(again.stdout).runs.map(
      (run: { automationDetails: { id: string } }) => run.automationDetails.id,
    );
    expect(ids.map((id: string) => id.split('/')[1])).toEqual(['check', 'check-2', 'check-3', 'audit']);
  });

  it('ends with 2 of an audit that was interrupted, whatever the signal was', async () => {
    const folder = await temporaryFolder();
    const text = await readFile(await saved(folder, 'audit', 'json'), 'utf8');
    const path = await folder.write(
      'cut.json',
      text.replace('"coverage": {', '"coverage": {"interrupted": true,'),
    );
    const { code, stderr } = await report(path);
    expect([code, stderr]).toEqual([2, 'sts-warden: interrupted: what came after is not judged\n']);
  });

  it('reads standard input', async () => {
    const path = await saved(await temporaryFolder(), 'access', 'json');
    const piped = await command(['report', '-'], { stdin: await readFile(path) });
    expect(piped.stdout).toBe((await report(path)).stdout);
  });

  it('counts findings for the exit code as the command does', async () => {
    const path = await saved(await temporaryFolder(), 'audit', 'json');
    expect((await report('--fail-level', 'never', path)).code).toBe(0);
  });
});

describe('what is no saved result', () => {
  it.each<[string, (text: string) => string, RegExp]>([
    ['is cut off', (text) => text.slice(0, text.length / 2), /not JSON: the text ends too early/],
    [
      'is of another version',
      (text) => text.replaceAll('"schemaVersion": "1"', '"schemaVersion": "2"'),
      /another version: expected schemaVersion `1`/,
    ],
    [
      'lacks what is read',
      (text) => text.replace('"recordsRead"', '"x"'),
      /: \/coverage: lacks the required property `recordsRead`/,
    ],
    [
      'has another severity',
      (text) => text.replace(/"severity": "\w+"/g, '"severity": "="'),
      /\/findings\/0\/severity: expected one of \["critical","high","medium","low"\]/,
    ],
    [
      'has an unknown rule',
      (text) => text.replace(/"ruleId": "[\w-]+"/g, '"ruleId": "x"'),
      /\/ruleId: expected one of /,
    ],
    ['is something else', () => '{"a":1}', /expected what `audit`, `check`, `sweep` or `access` writes/],
    ['is empty', () => '', /the text is empty/],
    ['is a list of nothing', () => '[]', /expected what `audit`/],
    ['is a list of something else', () => '[1]', /expected what `audit`/],
  ])('%s: that is said, and no value of it', async (_, damage, expected) => {
    const folder = await temporaryFolder();
    const text = await readFile(await saved(folder, 'audit', 'json'), 'utf8');
    const { code, stdout, stderr } = await report(await folder.write('damaged.json', damage(text)));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(expected);
    expect(stderr).toContain('damaged.json`: ');
  });

  it.each<[string, (lines: string[]) => string[], RegExp]>([
    ['lacks its last lines', (lines) => lines.slice(0, -1), /cut off: its last line/],
    [
      'ends in a line',
      (lines) => [...lines.slice(0, -1), '{"schemaVersion":'],
      /line \d+: not JSON: the text ends too early/,
    ],
  ])('%s, of JSONL', async (_, damage, expected) => {
    const folder = await temporaryFolder();
    const text = await readFile(await saved(folder, 'audit', 'jsonl'), 'utf8');
    const path = await folder.write('damaged.jsonl', damage(text.trim().split('\n')).join('\n'));
    const { code, stderr } = await report(path);
    expect(code).toBe(2);
    expect(stderr).toMatch(expected);
  });

  it('hides none of the others, and ends with 2', async () => {
    const folder = await temporaryFolder();
    const good = await saved(folder, 'access', 'json');
    const { code, stdout, stderr } = await report(folder.at('gone.json'), good);
    expect(code).toBe(2);
    expect(stdout).toContain('power-user');
    expect(stderr).toMatch(/gone\.json/);
  });
});

/** Every path of members and places to a value within another. */
function pathsIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  const parts = Object.entries(value).flatMap(([name, part]) => pathsIn(part).map((rest) => [name, ...rest]));
  return [[], ...parts];
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  const parts = value as Record<string, unknown>;
  const changed = { ...parts, [name]: replaced(parts[name], rest, by) };
  return Array.isArray(value) ? Object.values(changed) : changed;
}

describe('a saved result in which one thing is another', () => {
  const others = fc.constantFrom<unknown>(
    ...[null, undefined, {}, [], [null], [[]], 7, -1, 1e308, true, '', '2026-99-99T00:00:00Z'],
    "\u001b[31m\u202e=cmd|' /C'!A0\n::error::x",
    JSON.parse('{"__proto__": {"a": 1}}'),
  );

  it.each(['audit', 'check', 'check since', 'access'])('is refused or written: %s', async (name) => {
    const folder = await temporaryFolder();
    const [kind = ''] = name.split(' ');
    const baseline = await saved(folder, kind, 'json');
    const words = name.endsWith('since') ? [...(results[kind] ?? []), '--baseline', baseline] : results[kind];
    const document = JSON.parse((await command([...(words ?? []), '--format', 'json'])).stdout);
    const formatNames = fc.constantFrom(...formats.map(({ name: format }) => format));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...pathsIn(document)),
        others,
        formatNames,
        async (path, other, format) => {
          const changed = await folder.write('changed.json', replaced(document, path, other) ?? null);
          const option = format === 'asff' ? ['--product-arn', productArn] : [];
          const { code, stdout, stderr } = await report('--format', format, ...option, changed);
          // 3: a result of nothing at all.
          expect([0, 1, 2, 3]).toContain(code);
          expect(stdout + stderr).not.toContain('\u001b');
        },
      ),
      { numRuns: 150 },
    );
  });
});
