import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { rules } from '../../shared/rules/index.ts';
import { record, rootRecord } from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/cli/temporary-folder.ts';
import { packageOf } from '../support/informatica/package-builder.ts';
import { zipped } from '../support/informatica/package-content.ts';

describe('explain a rule', () => {
  it.each(rules.map(({ meta }) => [meta.id, meta] as const))('%s by its id', async (id, meta) => {
    const { code, stdout, stderr } = await command(['explain', id]);
    expect(stdout.startsWith(`# ${id}\n`)).toBe(true);
    for (const text of [meta.description, meta.remediation, ...meta.references])
      expect(stdout).toContain(text);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.each(['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8', 'G9'])(
    '%s by its guideline',
    async (guideline) => {
      const rule = rules.find(({ meta }) => meta.guideline === guideline);
      for (const id of [guideline, guideline.toLowerCase()]) {
        const { code, stdout } = await command(['explain', id]);
        expect(stdout).toMatch(
          rule === undefined ? /^# G5: advanced mode/ : new RegExp(`^# ${rule.meta.id}\n`),
        );
        expect(code).toBe(0);
      }
    },
  );

  it.each(['G0', 'G10', 'g', '', 'constructor', '__proto__', 'v1-abc', 'no-root-credentials '])(
    '`%s` is none: the message lists those that are',
    async (id) => {
      const { code, stdout, stderr } = await command(['explain', id]);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      for (const { meta } of rules) expect(stderr).toContain(meta.id);
    },
  );

  it('says which one was meant', async () => {
    const { code, stderr } = await command(['explain', 'duration-cover-run']);
    expect(stderr).toMatch(/got `duration-cover-run`; did you mean `duration-covers-run`\?\n$/);
    expect(code).toBe(3);
  });

  it('without an id is wrong usage', async () => {
    expect((await command(['explain'])).code).toBe(3);
  });
});

describe('explain a finding', () => {
  const submission = patched(compliantSubmission, {
    sources: [{ encryptionType: 'sse-kms', unloadOptions: 'PARALLEL=ON' }],
  });

  it.each<[string, string, string, unknown, string]>([
    ['an audit’s json', 'audit', 'json', rootRecord('root-1'), 'no-root-credentials'],
    [
      'an audit’s jsonl',
      'audit',
      'jsonl',
      [rootRecord('root-1'), rootRecord('root-2')],
      'no-root-credentials',
    ],
    ['a decision', 'check', 'json', submission, 'kms-unload-uses-iam-role'],
    ['several decisions', 'check', 'json', [compliantSubmission, submission], 'kms-unload-uses-iam-role'],
    ['decisions a line', 'check', 'jsonl', [compliantSubmission, submission], 'kms-unload-uses-iam-role'],
  ])('in %s', async (_, verb, format, input, ruleId) => {
    const folder = await temporaryFolder();
    const { stdout: report } = await command([
      verb,
      '--format',
      format,
      await folder.write('in.json', input),
    ]);
    const id = /v1-[0-9a-f]{40}/.exec(report)?.[0] ?? '';
    const path = await folder.write('report.json', report);
    const { code, stdout } = await command(['explain', id, '--in', path]);
    const meta = rules.find((rule) => rule.meta.id === ruleId)?.meta;
    expect(stdout).toMatch(new RegExp(`^# ${id}\n`));
    for (const text of [
      ruleId,
      meta?.guideline,
      meta?.description,
      meta?.remediation,
      '## Values that decided',
    ]) {
      expect(stdout).toContain(text);
    }
    expect(code).toBe(0);
  });

  const finding = {
    id: 'v1-a',
    ruleId: 'no-root-credentials',
    subject: { kind: 'session' },
    evidence: {},
    references: [],
  };

  it('by the beginning of its id, as tables show it, where that is one', async () => {
    const folder = await temporaryFolder();
    const [one, other] = ['v1-abcdef0001', 'v1-abcdef0002'].map((id) => ({ ...finding, id }));
    const path = await folder.write('report.json', { violations: [one, other, one] });
    expect((await command(['explain', 'v1-abcdef0001', '--in', path])).stdout).toMatch(/^# v1-abcdef0001\n/);
    const { code, stderr } = await command(['explain', 'v1-abcdef000', '--in', path]);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: `sts-warden: \`v1-abcdef000\` may be any of 2 in \`${path}\`: v1-abcdef0001, v1-abcdef0002\n`,
    });
    expect((await command(['explain', 'v1-', '--in', path])).code).toBe(3);
  });

  it.each<[string, unknown]>([
    ['another id', { violations: [{ ...finding, id: 'v1-b' }] }],
    ['no findings', { violations: [] }],
    ['an unknown rule', { violations: [{ ...finding, ruleId: 'constructor' }] }],
    ['a finding without evidence', { violations: [{ ...finding, evidence: undefined }] }],
    ['a finding without a subject', { violations: [{ ...finding, subject: null }] }],
    ['a finding without references', { violations: [{ ...finding, references: 'none' }] }],
    ['a finding with half an exemption', { violations: [{ ...finding, exemption: null }] }],
    ['findings of another kind', { violations: [null, 7, 'v1-a', ['v1-a']] }],
    ['another document', ['v1-a', null, 7]],
  ])('not in a report with %s', async (_, report) => {
    const folder = await temporaryFolder();
    const path = await folder.write('report.json', report);
    const { code, stdout, stderr } = await command(['explain', 'v1-a', '--in', path]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(
      /^sts-warden: nothing in `.*report\.json` is called `v1-a`; it has 0 findings, \d violations? and 0 decisions\n$/,
    );
  });

  it('reads a finding by itself, and one that says little', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('report.json', finding);
    const { code, stdout } = await command(['explain', 'v1-a', '--in', path]);
    expect(stdout).toMatch(/^# v1-a\n/);
    expect(code).toBe(0);
  });

  it('prints no control characters of a report from elsewhere', async () => {
    const hostile = '\u001b[31mred\u009b\r\u202e';
    const folder = await temporaryFolder();
    const members = Object.fromEntries(
      ['message', 'severity', 'status', 'guideline', 'observedAt'].map((name) => [name, hostile]),
    );
    const path = await folder.write('report.json', {
      ...finding,
      ...members,
      remediation: hostile,
      subject: { [hostile]: hostile },
      evidence: { [hostile]: [hostile] },
      references: [hostile],
      exemption: { id: hostile, expires: hostile },
    });
    const { stdout } = await command(['explain', 'v1-a', '--in', path]);
    expect(stdout).toContain('red');
    expect(stdout).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  });

  it.each<[string, string | undefined, RegExp]>([
    ['that does not exist', undefined, /no such file/],
    ['that is no JSON', '{"sessionToken": SECRET-THAT-MUST-NEVER-LEAVE', /expected a report in JSON/],
    ['that is empty', '', /expected a report in JSON: not JSON: the text is empty/],
  ])('a report %s is unreadable input', async (_, content, reason) => {
    const folder = await temporaryFolder();
    const path = content === undefined ? folder.at('missing') : await folder.write('report.json', content);
    const { code, stdout, stderr } = await command(['explain', 'v1-a', '--in', path]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(reason);
    expect(stderr).not.toMatch(/MUST-NEVER-LEAVE/);
  });
});

describe('explain what a report has', () => {
  const short = patched(compliantSubmission, {
    submissionId: 'short-1',
    task: { id: 'task-1', name: 'short', expectedRunSeconds: 1200 },
  });
  let folder: TemporaryFolder;
  let submissions: string;
  let checked: string;
  let audited: string;
  let lines: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
    submissions = await folder.write('in.json', [compliantSubmission, short]);
    const records = await folder.write('records.json', [
      rootRecord('root-1'),
      rootRecord('root-2'),
      record('a'),
    ]);
    const reportOf = async (name: string, words: readonly string[]) =>
      folder.write(name, (await command(words)).stdout);
    checked = await reportOf('checked.json', ['check', '--format', 'json', submissions]);
    audited = await reportOf('audited.json', ['audit', '--format', 'json', records]);
    lines = await reportOf('audited.jsonl', ['audit', '--format', 'jsonl', records]);
  });

  const explained = async (id: string, report: string, ...more: readonly string[]) =>
    command(['explain', id, '--in', report, ...more]);
  const findingId = async (path: string) => /f1-[0-9a-f]{40}/.exec(await readFile(path, 'utf8'))?.[0] ?? '';

  it.each(['json', 'jsonl'])('a finding of an audit’s %s, by how its id begins', async (format) => {
    const path = format === 'json' ? audited : lines;
    const id = await findingId(path);
    for (const asked of [id, id.slice(0, 9)]) {
      const { code, stdout } = await explained(asked, path);
      expect(stdout).toMatch(new RegExp(`^# ${id}\n`));
      expect(stdout).toContain('\n2 violations of one cause, from ');
      for (const text of [
        '## The cause\n\n- account: 123456789012\n',
        '- eventId: root-',
        '- of the record: userIdentity.type\n',
        '## How to fix it',
        'G6',
      ])
        expect(stdout).toContain(text);
      expect(stdout).not.toContain('of the submission');
      expect(code).toBe(0);
    }
  });

  it('a violation by how its id begins, but not where several begin so', async () => {
    const ids = [...new Set((await readFile(audited, 'utf8')).match(/v1-[0-9a-f]{40}/g))];
    expect(ids).toHaveLength(2);
    for (const id of ids)
      expect((await explained(id.slice(0, 12), audited)).stdout).toMatch(new RegExp(`^# ${id}\n`));
    const { code, stderr } = await explained('v1-', audited);
    expect(stderr).toMatch(/^sts-warden: `v1-` may be any of 2 in `.*`: v1-[0-9a-f]{40}, v1-[0-9a-f]{40}\n$/);
    expect(code).toBe(3);
  });

  it('what is undecided on submissions, and whose word it is', async () => {
    const { code, stdout } = await explained('requester-has-no-access', checked);
    expect(stdout).toMatch(
      /^- short-1: undecided; missing iam-policies \(what the requester may do, told by .*\); mode enforce; who requests is declared: the submission says it$/m,
    );
    expect(stdout).toContain('- known besides: IAM policies of the principal\n');
    expect(stdout).not.toContain('of the record');
    expect(code).toBe(0);
  });

  it('what passes, by the guideline too', async () => {
    const { stdout } = await explained('g6', checked);
    expect(stdout).toMatch(/^# no-root-credentials\n/);
    expect(stdout).toMatch(/^- short-1: pass; mode enforce; who requests is declared: /m);
  });

  it('what is violated, with the values of the input', async () => {
    const { stdout } = await explained('G3', checked, '--input', submissions);
    expect(stdout).toMatch(/^- short-1: violation; mode enforce$/m);
    expect(stdout).toMatch(/^- f1-[0-9a-f]{40} \[violation\]: credentials of Orders live 900 s; /m);
    for (const line of [
      '- /task/expectedRunSeconds: 1200',
      '- /task/expectedRunSeconds: 600',
      '- /connections/redshift/iamRoleArn: arn:aws:iam::123456789012:role/redshift-stage',
      '- /sources/0/temporaryCredentialDuration: absent',
    ])
      expect(stdout).toContain(`${line}\n`);
  });

  it('a task of a package, with what it was read as', async () => {
    const path = await folder.write('export.zip', zipped(packageOf()));
    const report = await folder.write(
      'package.json',
      (await command(['check', '--format', 'json', path])).stdout,
    );
    const { stdout } = await explained('duration-is-grantable', report, '--input', path);
    expect(stdout).toMatch(/^- \/Explore\/Sales\/mt_1 \(submission-[0-9a-f]{32}\): pass; mode enforce$/m);
    expect(stdout).toContain('- /sources/0/temporaryCredentialDuration: 3600\n');
  });

  it('what an audit counts of a rule', async () => {
    const { stdout } = await explained('G1', audited);
    expect(stdout).toMatch(
      /^- on records and sessions: pass 0, violation 0, notApplicable 2, undecided 1, fault 0$/m,
    );
    expect(stdout).toMatch(
      /^- undecided 1 time, missing iam-policies \(what the requester may do, told by `--iam FILE`.*\)$/m,
    );
    expect(stdout).not.toContain('of the submission');
  });

  it.each(['short-1', 'task-1', 'short', 'sho'])('a decision by `%s`: every rule', async (id) => {
    const decisions = JSON.parse(await readFile(checked, 'utf8'));
    decisions[1].task = { id: 'task-1', name: 'short', folder: '/Explore/Sales' };
    const { code, stdout } = await explained(id, await folder.write('tasks.json', decisions));
    expect(stdout).toMatch(/^# \/Explore\/Sales\/short \(short-1\)\n\nThe decision is block\./);
    for (const { meta } of rules.filter(({ checks }) => checks.endpoint ?? checks.hop ?? checks.pair))
      expect(stdout).toContain(`- ${meta.id}: `);
    expect(code).toBe(0);
  });

  it('of a sweep the decisions in its tasks', async () => {
    const tasks = JSON.parse(await readFile(checked, 'utf8'));
    const path = await folder.write('sweep.json', { schemaVersion: '1', sweptAt: 'now', tasks });
    expect((await explained('short-1', path)).code).toBe(0);
  });

  it('from standard input', async () => {
    const stdin = await readFile(audited, 'utf8');
    const { code, stdout } = await command(['explain', await findingId(audited), '--in', '-'], { stdin });
    expect(stdout).toMatch(/^# f1-/);
    expect(code).toBe(0);
    const { stderr } = await command(['explain', 'v1-0', '--in', '-'], { stdin: '{}' });
    expect(stderr).toMatch(/^sts-warden: nothing in standard input is called `v1-0`; /);
  });

  it('nothing of a rule that was not asked, and nothing by no name', async () => {
    for (const id of ['renew-before-expiry', 'G7', '']) {
      const { code, stdout, stderr } = await explained(id, id === 'G7' ? audited : checked);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toMatch(/^sts-warden: nothing in `.*` is called /);
    }
  });

  it.each<[string, unknown]>([
    ['a secret', { ...short, secretAccessKey: 'MUST-NEVER-LEAVE' }],
    ['something else', { a: 1 }],
  ])('with an input that holds %s is unreadable', async (_, document) => {
    const { code, stderr } = await explained(
      'G3',
      checked,
      '--input',
      await folder.write('bad.json', document),
    );
    expect(stderr).toMatch(/bad\.json: malformed submission/);
    expect(stderr).not.toContain('MUST-NEVER-LEAVE');
    expect(code).toBe(2);
  });

  it('an input without a report, and both from one pipe, are wrong usage', async () => {
    expect((await command(['explain', 'G3', '--input', submissions])).code).toBe(3);
    expect((await explained('G3', '-', '--input', '-')).code).toBe(3);
  });

  it('prints no control characters, and long values short', async () => {
    const hostile = '\u001b[31mred\u009b\r\u202e';
    const one = patched(short, { sources: [{ unloadOptions: hostile + 'x'.repeat(1000) }] });
    const path = await folder.write('hostile.json', one);
    const decisions = {
      submissionId: hostile,
      decision: hostile,
      results: [
        {
          ruleId: 'duration-covers-run',
          outcome: hostile,
          reason: hostile,
          mode: hostile,
          missing: [hostile],
        },
      ],
    };
    const report = await folder.write('hostile-report.json', [
      decisions,
      { ...decisions, submissionId: 'short-1' },
    ]);
    const pages = [await explained('G3', report, '--input', path), await explained(hostile, report)];
    for (const { stdout } of pages) {
      expect(stdout).toContain('red');
      expect(stdout).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(1000);
    }
  });

  it.each<[string, unknown]>([
    ['lists for objects', [[[]], [1]]],
    [
      'results that are none',
      {
        submissionId: 'v1-a',
        decision: 'allow',
        results: [null, { ruleId: 1 }, { ruleId: 'a', outcome: 'b', missing: 'c' }],
      },
    ],
    ['a coverage of nothing', { coverage: { rules: { 'duration-covers-run': null }, undecided: [null] } }],
    ['findings that are none', { findings: [{ id: 'f1-a' }, null], finding: 7, violations: 7, tasks: 7 }],
  ])('reads %s', async (_, document) => {
    const path = await folder.write('odd.json', document);
    for (const id of ['G3', 'f1-a', 'v1-a']) expect((await explained(id, path)).code).toBeLessThanOrEqual(3);
  });
});
