import { describe, expect, it } from 'vitest';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { record, rootRecord } from '../support/cli/audit-command.ts';
import { type CommandOptions, command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';
import { packageOf, plainConnection, plainEndpoints } from '../support/informatica/package-builder.ts';
import { expanded, zipped } from '../support/informatica/package-content.ts';

const off = { schemaVersion: '1', rules: { 'no-root-credentials': { mode: 'off' } } };
const warn = { schemaVersion: '1', rules: { 'duration-is-grantable': { mode: 'warn' } } };
const ungranted = packageOf({
  connections: [
    {
      ...plainConnection,
      params: { iamroleARN: 'arn:aws:iam::123456789012:role/stage', useEC2RoletoAssumeRole: 'true' },
    },
  ],
  tasks: [
    {
      id: 'one',
      name: 'nightly',
      endpoints: plainEndpoints.map((one) => ({
        ...one,
        labelled: { ...one.labelled, 'Temporary Credential Duration': '7200' },
      })),
    },
  ],
});

async function diff(
  policy: unknown,
  files: Record<string, unknown>,
  words: readonly string[] = [],
  options?: CommandOptions,
) {
  const folder = await temporaryFolder();
  const old = await folder.write('old.yaml', 'schemaVersion: "1"\n');
  const now = await folder.write('new.json', policy);
  const paths: string[] = [];
  for (const [name, content] of Object.entries(files)) paths.push(await folder.write(name, content));
  const result = await command(['policy', 'diff', ...words, old, now, ...paths], options);
  return { ...result, folder, now };
}
const json = async (...given: Parameters<typeof diff>) => {
  const [policy, files, words = [], options] = given;
  const result = await diff(policy, files, ['--format', 'json', ...words], options);
  return { ...result, difference: JSON.parse(result.stdout) };
};

describe('policy diff', () => {
  it('shows what vanishes from an archive, and ends with 1', async () => {
    const { code, stdout, stderr } = await diff(off, {
      'trail.json': [rootRecord('1'), rootRecord('2'), record('3')],
    });
    expect(stdout).toMatch(/^- CRITICAL no-root-credentials \(G6\), 2 occurrences, /m);
    expect(stdout).toMatch(/^0 findings appear, 1 finding vanishes, /m);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  it('ends with 0 where there is no difference', async () => {
    const { code, stdout } = await diff({ schemaVersion: '1' }, { 'trail.json': [rootRecord('1')] });
    expect(stdout).toMatch(/^no difference: 1 finding the same under both\n$/m);
    expect(code).toBe(0);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a package', { 'export.zip': zipped(ungranted) }],
    ['a package, whatever its name', { 'trail.json': zipped(ungranted) }],
    [
      'a submission in JSON',
      {
        'task.json': patched(compliantSubmission, {
          sources: [{ temporaryCredentialDuration: 43_201 }],
        }),
      },
    ],
    [
      'a submission in YAML',
      {
        'task.yaml': JSON.stringify(
          patched(compliantSubmission, {
            sources: [{ temporaryCredentialDuration: 43_201 }],
          }),
        ),
      },
    ],
  ])('decides %s under both', async (_, files) => {
    const { difference, code } = await json(warn, { ...files, 'records.json': [record('1')] });
    expect(difference.decisions).toEqual([
      { title: expect.stringMatching(/nightly|orders-daily/), old: 'block', new: 'allow' },
    ]);
    expect(difference.appeared).toEqual([]);
    expect(code).toBe(1);
  });

  it('decides a package that is expanded, and audits a folder that is none', async () => {
    const folder = await temporaryFolder();
    await expanded(ungranted, folder.at('package'));
    await folder.write('trail/a.json', [rootRecord('1')]);
    const policies = [
      await folder.write('old.json', { schemaVersion: '1' }),
      await folder.write('new.json', { ...warn, rules: { ...warn.rules, ...off.rules } }),
    ];
    const { stdout } = await command([
      'policy',
      'diff',
      ...policies,
      folder.at('package'),
      folder.at('trail'),
    ]);
    expect(stdout).toContain('/Explore/Sales/nightly: BLOCKED → allowed\n');
    expect(stdout).toContain('- CRITICAL no-root-credentials');
  });

  it('reads records from standard input', async () => {
    const folder = await temporaryFolder();
    const policies = [
      await folder.write('old.json', { schemaVersion: '1' }),
      await folder.write('new.json', off),
    ];
    const { stdout } = await command(['policy', 'diff', ...policies, '-'], {
      stdin: JSON.stringify([rootRecord('1')]),
    });
    expect(stdout).toContain('- CRITICAL no-root-credentials');
  });

  it('says where a scope leaves out everything', async () => {
    const { code, stderr, now } = await diff(
      { schemaVersion: '1', scope: { roles: ['nobody'] } },
      { 'trail.json': [rootRecord('1')] },
    );
    expect(stderr).toBe(`sts-warden: the scope of ${now} leaves out everything that a rule concerns\n`);
    expect(code).toBe(1);
  });

  it('compares the rest where something cannot be read, and ends with 2', async () => {
    const broken = patched(compliantSubmission, { task: { expectedRunSeconds: 'soon' } });
    const files = {
      'trail.json': [rootRecord('1'), { eventSource: 7 }],
      'task.json': broken,
      'x.png': 'PNG',
    };
    const { code, stdout, stderr } = await diff(off, files);
    expect(stdout).toContain('- CRITICAL no-root-credentials');
    expect(stderr).toMatch(/trail\.json, record 2: .*\n/);
    expect(stderr).toMatch(/task\.json: malformed submission/);
    expect(code).toBe(2);
  });

  it.each([
    [
      'a broken policy',
      3,
      ['docs/examples/policy.yaml', 'docs/examples/broken-policy.yaml', 'docs/demo/AWSLogs'],
    ],
    ['no paths', 3, ['docs/examples/policy.yaml', 'docs/examples/policy.yaml']],
    [
      'an account from a pipe',
      3,
      ['--iam', '-', 'docs/examples/policy.yaml', 'docs/examples/policy.yaml', 'docs/demo/AWSLogs'],
    ],
    [
      'an account that there is not',
      2,
      ['--iam', '/nowhere', 'docs/examples/policy.yaml', 'docs/examples/policy.yaml', 'docs/demo/AWSLogs'],
    ],
  ])('with %s ends with %i and no result', async (_, code, words) => {
    const result = await command(['policy', 'diff', ...words]);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).not.toBe('');
  });

  it('never overwrites a policy', async () => {
    const folder = await temporaryFolder();
    const [old, now] = [
      await folder.write('old.yaml', 'schemaVersion: "1"\n'),
      await folder.write('new.json', off),
    ];
    const { code, stderr } = await command([
      'policy',
      'diff',
      '--output',
      now,
      old,
      now,
      'docs/demo/AWSLogs',
    ]);
    expect(stderr).toContain('would overwrite the input');
    expect(code).toBe(3);
  });
});
