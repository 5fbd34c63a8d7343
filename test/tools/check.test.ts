import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

/** Runs the whole check of a package with these scripts. */
async function check(scripts: Record<string, string>, words: readonly string[] = []) {
  const folder = await temporaryFolder();
  await folder.write('package.json', { scripts });
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve('tools/check.ts'), ...words], {
    cwd: folder.path,
    encoding: 'utf8',
  });
  return { status, stderr, lines: stdout.split('\n'), summary: stdout.slice(stdout.lastIndexOf('\n\n') + 2) };
}

const scripts = {
  'check:style': 'echo wrong style && exit 7',
  build: 'echo never',
  'check:types': 'echo no types && kill $$',
  unit: 'echo "tests, colours: $NO_COLOR"',
};

describe('the whole check', () => {
  it('runs all stages, whatever fails, says which did, and fails', async () => {
    const { status, lines, summary } = await check(scripts);
    expect(lines).toEqual(expect.arrayContaining(['wrong style', 'no types', 'tests, colours: 1']));
    expect(lines).not.toContain('never');
    expect(summary.split('\n').map((line) => line.replace(/ +\d*$/, ''))).toEqual([
      'Stage  Result  Seconds',
      'style  FAILED',
      'types  FAILED',
      'unit   ok',
      '',
    ]);
    expect(status).toBe(1);
  });

  it('passes where all stages do', async () => {
    const { status, summary } = await check({ 'check:style': 'true', unit: 'true' });
    expect(status).toBe(0);
    expect(summary).not.toContain('FAILED');
  });

  it('runs the stages that are named only', async () => {
    const { status, lines } = await check(scripts, ['unit']);
    expect(lines).not.toContain('wrong style');
    expect(status).toBe(0);
  });

  it.each([
    ['no stage', {}, [], 1],
    ['a stage that is none', scripts, ['unit', 'tests'], 3],
  ])('does not pass with %s', async (_, given, words, expected) => {
    expect((await check(given, words)).status).toBe(expected);
  });

  it('is `npm test`', () => {
    expect(packageJson.scripts.test).toBe('node tools/check.ts');
  });
});
