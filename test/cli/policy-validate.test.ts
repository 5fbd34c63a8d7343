import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const canonical = '{"schemaVersion":"1","workloads":[{"name":"a","roles":["*"]}]}';
const revision = `sha256:${createHash('sha256').update(canonical).digest('hex')}`;
const validate = (path: string) => command(['policy', 'validate', path]);

describe('policy validate', () => {
  it.each<[string, string]>([
    ['YAML', 'schemaVersion: "1"\nworkloads: [{ name: a, roles: ["*"] }]\n'],
    ['JSON', canonical],
    ['JSON, in another order', '{"workloads":[{"roles":["*"],"name":"a"}],"schemaVersion":"1"}'],
    [
      'YAML with a byte order mark, comments and CR LF',
      '\ufeff# policy\r\nschemaVersion: "1"\r\nworkloads:\r\n- name: a\r\n  roles: ["*"]\r\n',
    ],
  ])('accepts %s and names the revision of the content', async (_, text) => {
    const folder = await temporaryFolder();
    const path = await folder.write('policy', text);
    const { code, stdout, stderr } = await validate(path);
    expect(stdout).toBe(`${path} is valid: 1 workload, 0 exemptions, revision ${revision}\n`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('reads standard input', async () => {
    const { code, stdout } = await command(['policy', 'validate', '-'], { stdin: canonical });
    expect(stdout).toBe(`standard input is valid: 1 workload, 0 exemptions, revision ${revision}\n`);
    expect(code).toBe(0);
  });

  it('prints what YAML says as JSON, which is the same policy', async () => {
    const folder = await temporaryFolder();
    const text =
      '# a policy\nschemaVersion: "1"\nrules: { no-root-credentials: { mode: "off" } }\nworkloads:\n- { name: a, roles: ["*"] }\n';
    const yaml = await folder.write('policy.yaml', text);
    const { code, stdout } = await command(['policy', 'validate', '--json', yaml]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(parse(text));
    const json = await folder.write('policy.json', stdout);
    const [said, same] = await Promise.all([yaml, json].map(validate));
    expect(same?.stdout).toBe(said?.stdout.replace(yaml, json));
  });

  it('prints no JSON of a broken one', async () => {
    const stdin = 'schemaVersion: "1"\ncolor: blue\n';
    const { code, stdout } = await command(['policy', 'validate', '--json', '-'], { stdin });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  });

  it('says which rules it has softened', async () => {
    const folder = await temporaryFolder();
    const text =
      'schemaVersion: "1"\nrules:\n  no-root-credentials: { mode: off }\n  duration-covers-run: { mode: warn }\n  duration-is-grantable: { mode: warn }\n';
    const { stdout } = await validate(await folder.write('policy.yaml', text));
    expect(stdout.split('\n').slice(1)).toEqual([
      '  off (not asked): no-root-credentials',
      '  warn (reported only): duration-covers-run, duration-is-grantable',
      '',
    ]);
  });

  it('lists every fault of a broken one with its line and place', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write(
      'policy.yaml',
      [
        'schemaVersion: "1"',
        'color: blue',
        'rules:',
        '  no-root-credentials: { mode: sometimes }',
        '  no-such-rule: { mode: off }',
        'exemptions:',
        '  - id: a',
        '    rules: [no-root-credentials, neither-this]',
        '    subject: {}',
        '    owner: me',
        '    reason: short',
        '    created: 2026-01-01',
        '    expires: 2028-01-01',
        '',
      ].join('\n'),
    );
    const { code, stdout, stderr } = await validate(path);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    const places = [
      /line \d+: \/color is not a known property/,
      /line 4: \/rules\/no-root-credentials\/mode expected one of/,
      /line 5: \/rules\/no-such-rule is not the id of a rule/,
      /line 8: \/exemptions\/0\/rules\/1 is not the id of a rule/,
      /line 9: \/exemptions\/0\/subject /,
      /line 11: \/exemptions\/0\/reason /,
      /line 13: \/exemptions\/0\/expires expected at most 366 days/,
    ];
    expect(stderr).toContain(`broken policy, ${places.length} faults:`);
    for (const place of places) expect(stderr).toMatch(place);
  });

  it.each<[string, string]>([
    ['empty', ''],
    ['a list', '- 1\n'],
    ['no YAML', 'schemaVersion: "1\n'],
    ['another version', 'schemaVersion: 1\n'],
    ['a key twice', 'schemaVersion: "1"\nschemaVersion: "1"\n'],
    ['two documents', 'schemaVersion: "1"\n---\nschemaVersion: "1"\n'],
    ['nested very deep', `schemaVersion: "1"\nscope: ${'['.repeat(100_000)}`],
    ['binary', '\u0000\u0001\u0002'],
    ['an unknown alias', 'schemaVersion: *nobody\n'],
    [
      'an object’s own member as rule',
      'schemaVersion: "1"\nrules: { constructor: { mode: off }, __proto__: { mode: off } }\n',
    ],
  ])('refuses a policy that is %s', async (_, text) => {
    const folder = await temporaryFolder();
    const { code, stdout, stderr } = await validate(await folder.write('policy.yaml', text));
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^sts-warden: broken policy, (1 fault|\d+ faults):\n {2}\S/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('names no control characters of the document', async () => {
    const folder = await temporaryFolder();
    const hostile = '"\\e[31mred\\x9b"';
    const text = `schemaVersion: "1"\n${hostile}: 1\nrules: { ${hostile}: { mode: off } }\nscope: { roles: { ${hostile}: 1 } }\n`;
    const { stderr } = await validate(await folder.write('policy.yaml', text));
    expect(stderr).toContain('red');
    expect(stderr).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  it.each<[string, readonly string[]]>([
    ['no file', ['policy', 'validate']],
    ['a file that does not exist', ['policy', 'validate', '/nowhere.yaml']],
    ['a folder', ['policy', 'validate', '/']],
    ['two files', ['policy', 'validate', 'events/policy.yaml', 'events/policy.yaml']],
    ['no verb', ['policy']],
    ['an unknown verb', ['policy', 'bless', 'events/policy.yaml']],
  ])('is wrong usage with %s', async (_, words) => {
    const { code, stdout, stderr } = await command(words);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).not.toBe('');
  });
});
