import { describe, expect, it } from 'vitest';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { rules } from '../../shared/rules/index.ts';
import { rootRecord } from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

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
    for (const field of meta?.reads ?? []) expect(stdout).toContain(field);
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
      stderr: `sts-warden: 2 violations in \`${path}\` begin with \`v1-abcdef000\`\n`,
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
    ['an empty file', ''],
  ])('not in a report with %s', async (_, report) => {
    const folder = await temporaryFolder();
    const path = await folder.write('report.json', report);
    const { code, stdout, stderr } = await command(['explain', 'v1-a', '--in', path]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toBe(`sts-warden: no violation \`v1-a\` in \`${path}\`\n`);
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
  ])('a report %s is unreadable input', async (_, content, reason) => {
    const folder = await temporaryFolder();
    const path = content === undefined ? folder.at('missing') : await folder.write('report.json', content);
    const { code, stdout, stderr } = await command(['explain', 'v1-a', '--in', path]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(reason);
    expect(stderr).not.toMatch(/MUST-NEVER-LEAVE/);
  });
});
