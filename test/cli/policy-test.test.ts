import { describe, expect, it } from 'vitest';
import { compliantSubmission } from '../../shared/examples/compliant.ts';
import { rootRecord } from '../support/cli/audit-command.ts';
import { type CommandOptions, command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const root = { findings: [{ rule: 'no-root-credentials' }] };
const none = { findings: [] };
const casesOf = (...cases: object[]) => ({ schemaVersion: '1', cases });

async function tested(
  cases: unknown,
  words: readonly string[] = [],
  files: Record<string, unknown> = {},
  options?: CommandOptions,
) {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) await folder.write(name, content);
  const path = await folder.write('cases.json', cases);
  const given = words.map((word) => (word in files ? folder.at(word) : word));
  const result = await command(['policy', 'test', ...given, path], options);
  return { ...result, folder, path };
}

describe('policy test', () => {
  it('says of each case whether it passed, and why it did not', async () => {
    const cases = casesOf(
      { name: 'root', events: [rootRecord('1')], expect: root },
      { name: 'nothing', events: [rootRecord('1')], expect: none },
    );
    const { code, stdout, stderr } = await tested(cases);
    expect(stdout).toBe(
      [
        'pass  root',
        'FAIL  nothing',
        '      got no-root-credentials (violation, critical, 1 occurrence), which is not expected: the root user of account 123456789012 called AssumeRole',
        '',
        '2 cases, 1 failed',
        '',
      ].join('\n'),
    );
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  it('goes by the policy, and ends with 0 where all passed', async () => {
    const policy = { schemaVersion: '1', rules: { 'no-root-credentials': { mode: 'off' } } };
    const cases = casesOf({ name: 'off', events: [rootRecord('1')], expect: none });
    const { code, stdout } = await tested(cases, ['--policy', 'policy.json'], { 'policy.json': policy });
    expect(stdout).toBe('pass  off\n\n1 case, all passed\n');
    expect(code).toBe(0);
  });

  it('finds files from the folder of the cases: events, and a submission', async () => {
    const cases = casesOf(
      { name: 'events', file: 'in/root.json', expect: root },
      { name: 'submission', file: 'in/task.json', expect: { ...none, decision: 'allow' } },
    );
    const files = { 'in/root.json': [rootRecord('1')], 'in/task.json': compliantSubmission };
    expect(await tested(cases, [], files)).toMatchObject({ code: 0, stderr: '' });
  });

  it('knows what --iam says', async () => {
    const event = 'events/audit-credential-requests.requester-has-access.json';
    const expected = { findings: [{ rule: 'requester-has-no-access' }] };
    const cases = casesOf({ name: 'access', file: `${process.cwd()}/${event}`, expect: expected });
    expect((await tested(cases)).code).toBe(1);
    expect((await tested(cases, ['--iam', 'events/authorization-details.json'])).code).toBe(0);
  });

  it('runs the other cases where a file cannot be read, and ends with 2', async () => {
    const cases = casesOf(
      { name: 'gone', file: 'gone.json', expect: none },
      { name: 'broken', file: 'broken.json', expect: none },
      { name: 'root', events: [rootRecord('1')], expect: root },
    );
    const { code, stdout, stderr, folder } = await tested(cases, [], { 'broken.json': { connections: {} } });
    expect(stdout).toMatch(/^FAIL {2}gone\n {6}gone.json cannot be read\nFAIL {2}broken\n.*\npass {2}root\n/);
    expect(stderr).toContain(`sts-warden: ${folder.at('gone.json')}: no such file`);
    expect(stderr).toContain(`sts-warden: ${folder.at('broken.json')}: malformed submission`);
    expect(code).toBe(2);
  });

  it('has a report for machines', async () => {
    const cases = casesOf({ name: 'nothing', events: [rootRecord('1')], expect: none });
    const report = JSON.parse((await tested(cases, ['--format', 'json'])).stdout);
    expect(report).toMatchObject({
      schemaVersion: '1',
      policyRevision: expect.stringMatching(/^sha256:/),
      cases: [{ name: 'nothing', failures: [expect.stringContaining('no-root-credentials')] }],
    });
  });

  it('reads cases from standard input, with files of the working directory', async () => {
    const cases = casesOf({ name: 'a', file: 'docs/demo/orders-daily.json', expect: none });
    const { code } = await command(['policy', 'test', '-'], { stdin: JSON.stringify(cases) });
    expect(code).toBe(0);
  });

  it('lists every fault of broken cases with its line, and ends with 3', async () => {
    const text =
      'schemaVersion: "1"\ncases:\n  - name: a\n    events: [{}]\n    expect: { findings: [{ rule: G6 }] }\n  - name: b\n    expect: { findings: [] }\n';
    const { code, stdout, stderr } = await tested(text);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toBe(
      [
        'sts-warden: broken cases, 2 faults:',
        '  line 5: /cases/0/expect/findings/0/rule is not the id of a rule: `sts-warden explain G6` names that of G6',
        '  line 6: /cases/1 expected one of `events`, `submission` and `file`, got 0',
        '',
      ].join('\n'),
    );
  });

  it('prints no control characters of names', async () => {
    const name = '\u001b[31mred\u009b\r\u202e';
    const { stdout } = await tested(casesOf({ name, events: [rootRecord('1')], expect: root }));
    expect(stdout).toContain('red');
    expect(stdout).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  });

  it.each([
    ['cases that do not exist', 2, ['policy', 'test', '/nowhere.yaml']],
    [
      'a policy that does not exist',
      3,
      ['policy', 'test', '--policy', '/nowhere.yaml', 'docs/examples/policy-cases.yaml'],
    ],
    [
      'a broken policy',
      3,
      ['policy', 'test', '--policy', 'docs/examples/broken-policy.yaml', 'docs/examples/policy-cases.yaml'],
    ],
    ['no cases', 3, ['policy', 'test']],
  ])('with %s ends with %i', async (_, code, words) => {
    const result = await command(words);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).not.toBe('');
  });
});
