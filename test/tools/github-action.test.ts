import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';
import { packageOf, plainConnection, plainEndpoints } from '../support/informatica/package-builder.ts';
import { expanded, zipped } from '../support/informatica/package-content.ts';

const longEndpoints = plainEndpoints.map((one) => ({
  ...one,
  labelled: { ...one.labelled, 'Temporary Credential Duration': '7200' },
}));
const content = packageOf({
  connections: [
    {
      ...plainConnection,
      params: { iamroleARN: 'arn:aws:iam::123456789012:role/stage', useEC2RoletoAssumeRole: 'true' },
    },
  ],
  tasks: [
    { id: 'one', name: 'nightly' },
    { id: 'two', name: 'hourly, 100 %: ::warning::', endpoints: longEndpoints },
  ],
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Step {
  readonly shell?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const action = parse(await readFile('action.yml', 'utf8'));
const hooks: { id: string; entry: string; files?: string }[] = parse(
  await readFile('.pre-commit-hooks.yaml', 'utf8'),
);

/** A folder with the package. */
async function repository() {
  const folder = await temporaryFolder();
  return { ...folder, zip: await folder.write('export.zip', zipped(content)) };
}

function ended(file: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(file, words, { env: { PATH: process.env.PATH, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
    );
  });
}

/** The action's own step, as a runner of GitHub has it run. */
function step(given: Readonly<Record<string, string>>, summary = ''): Promise<Ended> {
  const { shell = '', run = '', env = {} } = action.runs.steps.find(({ run }: Step) => run !== undefined);
  const variables = Object.entries<string>(env).map(([name, value]) => [
    name,
    value.replace(
      /^\$\{\{ inputs\.([\w-]+) \}\}$/,
      (_, input) => given[input] ?? action.inputs[input].default ?? '',
    ),
  ]);
  return ended(shell, ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
    GITHUB_ACTION_PATH: process.cwd(),
    GITHUB_STEP_SUMMARY: summary,
    ...Object.fromEntries(variables),
  });
}

describe('the GitHub Action', () => {
  it('annotates what is blocked, whatever it is called, and has the table in the summary', async () => {
    const { zip, write } = await repository();
    const summary = await write('summary', '');
    const { code, stdout } = await step({ paths: `\n${zip}\n` }, summary);
    const [annotation, count, ...rest] = stdout.trimEnd().split('\n');
    const title = '/Explore/Sales/hourly%2C 100 %25%3A %3A%3Awarning%3A%3A';
    expect(annotation).toMatch(
      new RegExp(`^::error file=${zip},title=${title}::high duration-is-grantable: `),
    );
    expect([count, ...rest]).toEqual(['2 tasks, 1 blocked, 0 could not be read']);
    const table = await readFile(summary, 'utf8');
    expect(table).toMatch(/^\n {4}Folder .*\n.* allowed .*\n.* BLOCKED /);
    expect(table).toMatch(/\n {4}2 findings, 2 high, in 2 tasks; 1 blocked\n$/);
    expect(code).toBe(1);
  });

  it('has nothing in the summary but the table, whatever folders are called', async () => {
    const { write } = await repository();
    const summary = await write('summary', '# Before\n');
    const evil = packageOf({
      tasks: [{ name: '# x', folder: '```\n<img src=x>', endpoints: longEndpoints }],
    });
    await step({ paths: await write('evil.zip', zipped(evil)) }, summary);
    const [before, blank, ...table] = (await readFile(summary, 'utf8')).trimEnd().split('\n');
    expect([before, blank]).toEqual(['# Before', '']);
    expect(table.filter((line) => !/^ {4}/.test(line))).toEqual([]);
  });

  it('names the file of a task in a package that is committed as a folder', async () => {
    const { at } = await repository();
    const { stdout } = await step({ paths: await expanded(content, at('expanded')) });
    expect(stdout).toContain(`::error file=${at('expanded')}/Explore/Sales/hourly`);
    expect(stdout).toContain('.MTT.zip/mtTask.json,title=');
  });

  it('goes by the policy and the level that are given', async () => {
    const { zip, write } = await repository();
    const policy = await write(
      'policy.yaml',
      'schemaVersion: "1"\nrules:\n  duration-is-grantable: { mode: warn }\n',
    );
    const warned = await step({ paths: zip, policy });
    expect(warned.stdout).toMatch(/^::warning file=/);
    expect(warned.code).toBe(1);
    expect(await step({ paths: zip, policy, 'fail-level': 'critical' })).toMatchObject({ code: 0 });
  });

  it('fails where there is nothing to check, or what there is cannot be read', async () => {
    expect(await step({ paths: ' \n' })).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/^::error .*got nothing\n$/),
    });
    const { write } = await repository();
    const { code, stdout, stderr } = await step({ paths: await write('100 %.zip', 'PK') });
    expect(code).toBe(2);
    expect(stdout).toMatch(/^::error title=could not be read::.*100 %25\.zip: not JSON.*\n0 tasks, /);
    expect(stderr).toMatch(/100 %\.zip/);
  });
});

describe('the pre-commit hooks', () => {
  it.each(hooks)('$id: fails on what is blocked', async ({ entry }) => {
    const { zip } = await repository();
    const [file = '', ...words] = entry.split(' ');
    const { code, stdout } = await ended(file, [...words, zip], {});
    expect(stdout).toContain('BLOCKED');
    expect(code).toBe(1);
  });

  it('take archives, and whatever folders are given', () => {
    expect(hooks.map(({ files }) => files)).toEqual(['\\.zip$', undefined]);
  });
});
