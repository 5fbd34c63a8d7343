import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { type Json, record, rootRecord } from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { swept } from '../support/cli/sweep-command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';
import { exampleCloud } from '../support/informatica/example-cloud.ts';
import { organizationOf } from '../support/informatica/example-organization.ts';

const other = 'arn:aws:iam::123456789012:role/other';
const asOther = (id: string) => rootRecord(id, { requestParameters: { roleArn: other } });

/** A folder with an archive, and how it is audited against the report of an earlier state of it. */
async function archive(before: readonly Json[], ...words: string[]) {
  const folder = await temporaryFolder();
  const path = await folder.write('log.json', before);
  const baseline = folder.at('baseline.json');
  await command(['audit', path, '--format', 'json', '--output', baseline, ...words]);
  return {
    path,
    baseline,
    now: async (records: readonly Json[], ...more: string[]) => {
      await writeFile(path, JSON.stringify(records));
      return await command(['audit', path, '--baseline', baseline, ...more]);
    },
  };
}

describe('an audit against a baseline', () => {
  it('has what a rule found that is off now as not looked at, and not as gone', async () => {
    const { now } = await archive([rootRecord('a')]);
    const folder = await temporaryFolder();
    const off = { schemaVersion: '1', rules: { 'no-root-credentials': { mode: 'off' } } };
    const { code, stdout } = await now([rootRecord('a')], '--policy', await folder.write('policy.json', off));
    expect(code).toBe(0);
    expect(stdout).not.toContain('Gone');
    expect(stdout).toContain(': 0 new, 0 gone, ');
  });

  it('refuses what was itself saved against a baseline: it has only what was new', async () => {
    const { now, path } = await archive([rootRecord('a')]);
    const folder = await temporaryFolder();
    const saved = folder.at('since.json');
    await now([rootRecord('a')], '--format', 'json', '--output', saved);
    const { code, stderr } = await command(['audit', path, '--baseline', saved]);
    expect(code).toBe(2);
    expect(stderr).toContain('holds only what was new since another one: save one without --baseline');
  });

  it('shows and counts what is new, and says what is gone', async () => {
    const { now } = await archive([rootRecord('a')]);
    const again = await now([rootRecord('a'), rootRecord('b')]);
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(
      /\n\nSince [^\n]*: 0 new, 0 gone, 1 still there\n\nNo new findings in 2 records; 1 requester\n$/,
    );
    const changed = await now([asOther('c')]);
    expect(changed.code).toBe(1);
    expect(changed.stdout).toContain('\n\nFindings: 1\n');
    expect(changed.stdout).toContain(
      '\n\nGone\n  CRITICAL no-root-credentials: root → role/redshift-stage (123456789012)\n\nSince ',
    );
    expect(changed.stdout).toMatch(
      /: 1 new, 1 gone, 0 still there\n\n1 new finding, 1 critical, in 1 record; /,
    );
  });

  it('goes by jsonl too, and tells machines in json and those before them on standard error', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('log.json', [rootRecord('a')]);
    const baseline = folder.at('baseline.jsonl');
    await command(['audit', path, '--format', 'jsonl', '--output', baseline]);
    const { code, stdout, stderr } = await command([
      'audit',
      path,
      '--format',
      'json',
      '--baseline',
      baseline,
    ]);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      findings: [],
      violations: [],
      since: { baseline, known: 1, gone: [], notKnown: [] },
    });
    expect([code, stderr]).toEqual([0, `sts-warden: since \`${baseline}\`: 0 new, 0 gone, 1 still there\n`]);
  });

  it('takes nothing for gone that it cannot know', async () => {
    const { now, path } = await archive([rootRecord('a')]);
    const { stdout } = await now([record('x')], '/nowhere');
    expect(stdout).toContain(': 0 new, 0 gone, 0 still there, 1 not looked at or undecided\n');
    await writeFile(path, JSON.stringify([record('x')]));
    const filtered = await now([record('x')], '--role', 'redshift-stage');
    expect(filtered.stdout).toContain(', 1 not looked at or undecided\n');
  });

  it('counts an exemption that has ended as new, and what is exempted as not gone', async () => {
    const folder = await temporaryFolder();
    const exemption = (expires: string) => ({
      schemaVersion: '1',
      exemptions: [
        {
          id: 'EX-1',
          rules: ['no-root-credentials'],
          subject: { requester: 'arn:aws:iam::123456789012:root' },
          owner: 'platform',
          reason: 'until the key is deleted',
          created: '2026-09-01',
          expires,
        },
      ],
    });
    const [holding, ended] = [
      await folder.write('holding.json', exemption('2026-11-01')),
      await folder.write('ended.json', exemption('2026-09-02')),
    ];
    const { now } = await archive([rootRecord('a')], '--policy', holding);
    expect((await now([rootRecord('a')], '--policy', ended)).code).toBe(1);
    expect((await now([record('x')], '--policy', holding)).stdout).toContain(
      ': 0 new, 0 gone, 0 still there\n',
    );
    const open = await archive([rootRecord('a')]);
    const { code, stdout } = await open.now([rootRecord('a')], '--policy', holding);
    expect(code).toBe(0);
    expect(stdout).toContain(
      ': 0 new, 0 gone, 0 still there\n\nNo new findings in 1 record; 1 more exempted; ',
    );
  });

  it('takes nothing for gone that is undecided now', async () => {
    const iam = ['--iam', 'events/authorization-details.json'];
    const folder = await temporaryFolder();
    const baseline = folder.at('baseline.json');
    const path = 'events/audit-credential-requests.requester-has-access.json';
    await command(['audit', path, ...iam, '--format', 'json', '--output', baseline]);
    const { stdout } = await command(['audit', path, '--baseline', baseline]);
    expect(stdout).toContain(': 0 new, 0 gone, 0 still there, 1 not looked at or undecided\n');
    const { code, stdout: same } = await command(['audit', `./${path}`, ...iam, '--baseline', baseline]);
    expect(same).toContain(': 0 new, 0 gone, 1 still there\n');
    expect(code).toBe(0);
  });

  it('is never overwritten', async () => {
    const { path, baseline } = await archive([rootRecord('a')]);
    const before = await readFile(baseline, 'utf8');
    const { code } = await command(['audit', path, '--baseline', baseline, '--output', baseline]);
    expect([code, await readFile(baseline, 'utf8')]).toEqual([3, before]);
  });
});

describe('a baseline is refused where it is', () => {
  const refusal = async (content: string, name = 'log.json') => {
    const folder = await temporaryFolder();
    const baseline = await folder.write('baseline.json', content);
    const path = await folder.write(name, [rootRecord('a')]);
    const { code, stdout, stderr } = await command(['audit', path, '--baseline', baseline]);
    expect([code, stdout]).toEqual([2, '']);
    return stderr.replace(baseline, 'B').replaceAll(path, 'P');
  };
  const savedAs = async (format: string, ...words: string[]) =>
    (await command([...words, '--format', format])).stdout;

  it.each<[string, () => Promise<string>, string]>([
    ['empty', async () => '', 'not JSON: the text is empty'],
    ['no JSON', async () => 'Files: 1 read', 'not JSON: unexpected character'],
    [
      'cut off',
      async () => (await savedAs('json', 'audit', 'docs/demo/AWSLogs')).slice(0, -40),
      'not JSON: the text ends too early',
    ],
    [
      'cut off behind a line',
      async () => (await savedAs('jsonl', 'audit', 'docs/demo/AWSLogs')).split('\n').slice(0, 1).join('\n'),
      'it is cut off: its last line, which says what was judged, is missing',
    ],
    [
      'cut off in a line',
      async () => (await savedAs('jsonl', 'audit', 'docs/demo/AWSLogs')).slice(0, -40),
      'line 5: not JSON: the text ends too early',
    ],
    [
      'of another version',
      async () =>
        (await savedAs('json', 'audit', 'docs/demo/AWSLogs')).replace(
          '"schemaVersion": "1"',
          '"schemaVersion": "2"',
        ),
      'it is of another version: expected schemaVersion `1`',
    ],
    [
      'half a result',
      async () => JSON.stringify({ schemaVersion: '1', policyRevision: '', coverage: {}, violations: [] }),
      'not a result of this version: /coverage: lacks the required property `filesRead`',
    ],
    [
      'of another command',
      () => savedAs('json', 'check', 'docs/demo/lake-export.json'),
      'it is the result of `check`: expected one of `audit`',
    ],
    [
      'of other paths',
      () => savedAs('json', 'audit', 'docs/demo/AWSLogs'),
      'it is about `docs/demo/AWSLogs`, and nothing of that is looked at now (`P`)',
    ],
    [
      'something else',
      async () => '{"Records": []}',
      'expected what `audit`, `check`, `sweep` or `access` writes with --format json or jsonl',
    ],
    [
      'two of the command',
      async () => {
        const one = await savedAs('jsonl', 'audit', 'docs/demo/AWSLogs');
        return one + one;
      },
      'it holds 2 results of `audit`: expected one',
    ],
  ])('%s', async (_, make, expected) => {
    expect(await refusal(await make())).toContain(`--baseline \`B\`: ${expected}`);
  });
});

describe('a check against a baseline', () => {
  const broken = patched(compliantSubmission, {
    sources: [{ encryptionType: 'sse-kms', unloadOptions: 'PARALLEL=ON' }],
  });

  it('ends with 1 for what is newly wrong alone, though all of it is blocked', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('in.json', broken);
    const baseline = folder.at('baseline.json');
    await command(['check', path, '--format', 'json', '--output', baseline]);
    const same = await command(['check', path, '--baseline', baseline]);
    expect(same.code).toBe(0);
    expect(same.stdout).toMatch(/^BLOCKED /);
    expect(same.stdout).toMatch(/: 0 new, 0 gone, 1 still there\n\nNo new findings in 1 task; 1 blocked\n$/);
    await writeFile(path, JSON.stringify(patched(broken, { task: { expectedRunSeconds: 90_000 } })));
    const worse = await command(['check', path, '--baseline', baseline]);
    expect(worse.code).toBe(1);
    expect(worse.stdout).toMatch(
      /: 2 new, 0 gone, 1 still there\n\n2 new findings, 2 high, in 1 task; 1 blocked\n$/,
    );
    await writeFile(path, JSON.stringify(compliantSubmission));
    expect((await command(['check', path, '--baseline', baseline])).stdout).toContain(': 0 new, 1 gone, ');
    const unknown = patched(broken, {
      sources: [{ encryptionType: null, unloadOptions: null, unresolved: ['unloadOptions'] }],
    });
    await writeFile(path, JSON.stringify(unknown));
    expect((await command(['check', path, '--baseline', baseline])).stdout).toContain(
      ': 0 new, 0 gone, 0 still there, 1 not looked at or undecided\n',
    );
  });

  it('counts a block for want of evidence where more is missing than before', async () => {
    const folder = await temporaryFolder();
    const policy = await folder.write('policy.json', { schemaVersion: '1', whenUndecided: 'block' });
    const path = await folder.write('in.json', compliantSubmission);
    const baseline = folder.at('baseline.json');
    const words = ['check', path, '--policy', policy];
    await command([...words, '--format', 'json', '--output', baseline]);
    const same = await command([...words, '--baseline', baseline]);
    expect(same.stdout).toMatch(/ 1 blocked for want of evidence\n$/);
    expect(same.code).toBe(0);
    await writeFile(
      path,
      JSON.stringify(patched(compliantSubmission, { task: { expectedRunSeconds: null } })),
    );
    expect((await command([...words, '--baseline', baseline])).code).toBe(1);
  });
});

it('a sweep against a baseline counts what is new, by the ids of tasks', async () => {
  const folder = await temporaryFolder();
  const baseline = folder.at('baseline.json');
  const cloud = await exampleCloud();
  const { code } = await swept(cloud, ['--output', baseline]);
  const again = await swept(cloud, ['--baseline', baseline]);
  expect([code, again.code]).toEqual([1, 0]);
  expect(again.report).toMatchObject({ since: { baseline, gone: [], notKnown: [] } });
  const { code: refused, stderr } = await swept(
    await exampleCloud({}, organizationOf([{ id: 'x', name: 'y' }], [])),
    ['--baseline', baseline],
  );
  expect(refused).toBe(2);
  expect(stderr).toContain('and nothing of that is looked at now (`x`)');
});

describe('access against a baseline', () => {
  const user = (name: string, action: string, account = '123456789012') => ({
    Arn: `arn:aws:iam::${account}:user/${name}`,
    UserPolicyList: [
      {
        PolicyName: 'own',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
        },
      },
    ],
  });
  const withBoundary = {
    PermissionsBoundary: { PermissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/x' },
  };

  it('says who gained and who lost access, and ends with 1 where somebody gained it', async () => {
    const folder = await temporaryFolder();
    const [a, b, c, d] = ['a', 'b', 'c', 'd'];
    const before = await folder.write('before.json', {
      UserDetailList: [user(a, 's3:*'), user(b, 'sts:AssumeRole'), user(c, 's3:*'), user(d, 's3:*')],
    });
    const baseline = folder.at('baseline.json');
    await command(['access', '--iam', before, '--format', 'json', '--output', baseline]);
    const later = async (...users: object[]) => {
      const path = await folder.write('now.json', { UserDetailList: users });
      return await command(['access', '--iam', path, '--baseline', baseline]);
    };
    const { code, stdout } = await later(
      user(a, 'sts:AssumeRole'),
      user(b, 's3:GetObject'),
      user(c, 's3:*'),
      { ...user(d, 's3:*'), ...withBoundary },
    );
    expect(code).toBe(1);
    expect(stdout).toContain(
      '\n\nLost it\n  HIGH requester-has-no-access: arn:aws:iam::123456789012:user/a\n\nNot looked at or undecided\n  HIGH requester-has-no-access: arn:aws:iam::123456789012:user/d\n\n',
    );
    expect(stdout).toContain(': 1 gained access, 1 lost it, 1 still there, 1 not looked at or undecided\n');
    expect((await later(user(c, 's3:*'))).code).toBe(0);
    const now = await folder.write('now.json', { UserDetailList: [user(b, 'sts:*'), user(c, 's3:*')] });
    const chosen = ['access', '--iam', now, '--principal', c, '--baseline', baseline];
    expect((await command(chosen)).stdout).toContain(
      ': 0 gained access, 0 lost it, 1 still there, 2 not looked at or undecided\n',
    );
    const elsewhere = await later(user(a, 's3:*', '210987654321'));
    expect([elsewhere.code, elsewhere.stderr]).toEqual([
      2,
      expect.stringContaining(
        'is about `123456789012`, and nothing of that is looked at now (`210987654321`)',
      ),
    ]);
  });
});

it('access against a baseline has nobody as having lost access where its rule is off', async () => {
  const folder = await temporaryFolder();
  const saved = folder.at('access.json');
  const words = ['access', '--iam', 'events/authorization-details.json'];
  await command([...words, '--format', 'json', '--output', saved]);
  const off = { schemaVersion: '1', rules: { 'requester-has-no-access': { mode: 'off' } } };
  const policy = await folder.write('policy.json', off);
  const { stdout } = await command([...words, '--policy', policy, '--baseline', saved]);
  expect(stdout).not.toContain('Lost it');
  expect(stdout).toContain(': 0 gained access, 0 lost it, ');
});
