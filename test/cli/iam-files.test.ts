import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { answerOf, checked } from '../support/cli/check-command.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const role = 'arn:aws:iam::123456789012:role/redshift-stage';
const user = (account: string, name: string, Action: string) => ({
  UserDetailList: [
    {
      Arn: `arn:aws:iam::${account}:user/${name}`,
      UserName: name,
      UserPolicyList: [
        {
          PolicyName: 'own',
          PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] },
        },
      ],
    },
  ],
});
const good = user('222222222222', 'good', 'sts:AssumeRole');
const bad = user('111111111111', 'bad', '*');

describe('--iam, given several times', () => {
  it('reads every account, in whichever order', async () => {
    const folder = await temporaryFolder();
    const [one, other] = [await folder.write('1.json', bad), await folder.write('2.json', good)];
    for (const files of [
      [one, other],
      [other, one],
    ]) {
      const words = files.flatMap((file) => ['--iam', file]);
      const { code, stdout } = await command(['access', '--format', 'json', ...words]);
      const { principals } = JSON.parse(stdout);
      const answers = principals.map(({ arn, hasAccess }: { arn: string; hasAccess: boolean }) => [
        arn,
        hasAccess,
      ]);
      expect(answers.sort()).toEqual([
        ['arn:aws:iam::111111111111:user/bad', true],
        ['arn:aws:iam::222222222222:user/good', false],
      ]);
      expect(code).toBe(1);
    }
  });

  it('refuses a file that is neither, by its name', async () => {
    const folder = await temporaryFolder();
    const [one, other] = [await folder.write('1.json', good), await folder.write('2.json', { Users: [] })];
    const { code, stderr } = await command(['access', '--iam', one, '--iam', other]);
    expect(stderr).toContain(`\`${other}\`: expected the output of`);
    expect(code).toBe(2);
  });
});

describe('--iam, in every form that people have', () => {
  const policyArn = 'arn:aws:iam::111111111111:policy/stage';
  const allow = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
  };
  const attachedTo = (name: string) => ({
    UserDetailList: [
      {
        Arn: `arn:aws:iam::111111111111:user/${name}`,
        UserName: name,
        AttachedManagedPolicies: [{ PolicyName: 'stage', PolicyArn: policyArn }],
      },
    ],
    GroupDetailList: [],
    RoleDetailList: [],
    Policies: [],
  });
  const [first, second] = [
    { ...attachedTo('one'), NextToken: 'x' },
    { ...attachedTo('two'), NextToken: 'y' },
  ];
  const last = {
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: [],
    Policies: [
      {
        PolicyName: 'stage',
        Arn: policyArn,
        DefaultVersionId: 'v1',
        PolicyVersionList: [{ Document: allow, VersionId: 'v1', IsDefaultVersion: true }],
      },
    ],
  };
  const pages = [first, second, last, good];
  const texts = pages.map((page) => JSON.stringify(page, null, 4));
  const answers = [
    ['arn:aws:iam::111111111111:user/one', true],
    ['arn:aws:iam::111111111111:user/two', true],
    ['arn:aws:iam::222222222222:user/good', false],
  ];
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

  async function answersOf(words: string[], stdin?: string) {
    const options = stdin === undefined ? {} : { stdin };
    const { code, stdout, stderr } = await command(['access', '--format', 'json', ...words], options);
    expect([code, stderr]).toEqual([1, '']);
    const { principals } = JSON.parse(stdout);
    return principals.map(({ arn, hasAccess }: { arn: string; hasAccess: boolean }) => [arn, hasAccess]);
  }

  it.each<[string, string | Buffer]>([
    ['a list of pages', JSON.stringify(pages)],
    ['a list in a list', JSON.stringify([[first, second, last], [good]])],
    ['pages one after the other', texts.join('\n')],
    ['pages without anything between them', texts.join('')],
    ['pages a line', pages.map((page) => JSON.stringify(page)).join('\n')],
    ['a list of YAML', stringify(pages)],
    ['documents of YAML', pages.map((page) => `---\n${stringify(page)}`).join('')],
    ['what PowerShell writes', utf16(texts.join('\r\n'))],
    ['YAML that PowerShell writes', utf16(stringify(pages))],
    ['gzip', gzipSync(texts.join('\n'))],
  ])('reads %s', async (_, content) => {
    const folder = await temporaryFolder();
    await writeFile(folder.at('iam'), content);
    expect(await answersOf(['--iam', folder.at('iam')])).toEqual(answers);
  });

  it('reads a page a file, whatever their order', async () => {
    const folder = await temporaryFolder();
    const words: string[] = [];
    for (const [index, text] of [...texts].reverse().entries())
      words.push('--iam', await folder.write(`${index}.json`, JSON.parse(text)));
    expect((await answersOf(words)).sort()).toEqual(answers);
  });

  it('reads standard input, once', async () => {
    expect(await answersOf(['--iam', '-'], texts.join('\n'))).toEqual(answers);
    const twice = await command(['access', '--iam', '-', '--iam', '-'], { stdin: texts.join('\n') });
    expect([twice.code, twice.stderr]).toEqual([
      2,
      'sts-warden: `-`: standard input can be read once only\n',
    ]);
  });

  it('says which document a fault is in', async () => {
    const folder = await temporaryFolder();
    await writeFile(folder.at('iam'), [JSON.stringify(good), '{"UserDetailList": [7]}'].join('\n'));
    const { code, stderr } = await command(['access', '--iam', folder.at('iam')]);
    expect([code, stderr]).toEqual([
      2,
      `sts-warden: ${folder.at('iam')}, document 2: /UserDetailList/0 expected an object, got a number\n`,
    ]);
  });

  it.each<[string, string, string]>([
    [
      'text',
      'USERDETAILLIST\tarn:aws:iam::111111111111:user/one\t2026-01-15T09:00:00+00:00\t/\tAIDA\tone\n',
      'is of `--output text`: expected `--output json` or `--output yaml`',
    ],
    [
      'text with a mark before it',
      'False\nPOLICIES\tarn:aws:iam::aws:policy/a\n',
      'is of `--output text`: expected',
    ],
    [
      'a table',
      '----------------------\n|GetAccountAuthorizationDetails|\n+--------+\n',
      'is of `--output table`: expected',
    ],
    [
      'a broken page',
      '{"UserDetailList": []}\n{"UserDetailList": [',
      'document 2: not JSON: the text ends too early',
    ],
    ['broken JSON', '{"UserDetailList": [', 'not JSON: the text ends too early'],
    ['nothing', ' \n', 'not JSON: the text is empty'],
    ['YAML that is broken', 'UserDetailList: [', 'neither JSON nor YAML: '],
    ['YAML that holds itself', 'a: &a [*a]\nb: *c', 'neither JSON nor YAML: '],
    ['some text', 'hello', 'expected the output of `aws iam get-account-authorization-details`'],
  ])('refuses %s by its name', async (_, content, message) => {
    const folder = await temporaryFolder();
    await writeFile(folder.at('iam'), content);
    const { code, stdout, stderr } = await command(['access', '--iam', folder.at('iam')]);
    expect([code, stdout, stderr]).toEqual([
      2,
      '',
      expect.stringContaining(`\`${folder.at('iam')}\`: ${message}`),
    ]);
  });

  it('learns of pages of roles how long each may be assumed', async () => {
    const folder = await temporaryFolder();
    const page = (Arn: string) => ({ Roles: [{ Arn, MaxSessionDuration: 7200 }] });
    await writeFile(folder.at('roles'), JSON.stringify([page(`${role}-2`), page(role)]));
    const asking = patched(compliantSubmission, { sources: [{ temporaryCredentialDuration: 7200 }] });
    const { decisions } = await checked(['--iam', folder.at('roles'), await folder.write('t.json', asking)]);
    expect(answerOf(decisions[0], 'duration-is-grantable')).toBe('pass');
  });
});

describe('access', () => {
  it.each<[string, unknown]>([
    ['list-roles', { Roles: [{ Arn: role, MaxSessionDuration: 3600 }] }],
    ['get-role', { Role: { Arn: role, MaxSessionDuration: 3600 } }],
  ])('finds nobody in the output of `aws iam %s`, which has no policies, and says so', async (_, content) => {
    const folder = await temporaryFolder();
    const path = await folder.write('roles.json', content);
    const { code, stderr } = await command(['access', '--iam', path]);
    expect(stderr).toContain(`\`${path}\`: has no policies: expected the output of`);
    expect(code).toBe(2);
  });

  it('does not pass over the users of a file that has a list of roles too', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('both.json', { ...bad, Roles: [] });
    expect((await command(['access', '--iam', path])).code).toBe(1);
  });
});

describe('the output of `aws iam list-roles` says how long a role may be assumed', () => {
  const asking = (seconds: number) =>
    patched(compliantSubmission, { sources: [{ temporaryCredentialDuration: seconds }] });
  const roles = (MaxSessionDuration: unknown, Arn = role) => ({ Roles: [{ Arn, MaxSessionDuration }] });

  it.each<[string, number, unknown, string]>([
    ['as long as the role allows', 7200, roles(7200), 'pass'],
    ['a second longer', 7201, roles(7200), 'violation'],
    [
      'where the file has another role',
      7200,
      roles(7200, `${role}-2`),
      'undecided role-max-session-duration',
    ],
    ['where the maximum is no number', 7200, roles('7200'), 'undecided role-max-session-duration'],
    [
      'in authorization details into which somebody put it',
      7200,
      { RoleDetailList: [{ Arn: role, RoleName: 'redshift-stage', MaxSessionDuration: 7200 }] },
      'pass',
    ],
  ])('%s', async (_, seconds, file, expected) => {
    const folder = await temporaryFolder();
    const [iam, task] = [
      await folder.write('roles.json', file),
      await folder.write('t.json', asking(seconds)),
    ];
    const { decisions } = await checked(['--iam', iam, task]);
    expect(answerOf(decisions[0], 'duration-is-grantable')).toBe(expected);
  });

  it('beside the details of an account', async () => {
    const folder = await temporaryFolder();
    const details = user('123456789012', 'mapping-requester', 'sts:AssumeRole');
    const files = [await folder.write('a.json', details), await folder.write('b.json', roles(3600))];
    const task = await folder.write('t.json', asking(3601));
    const { decisions } = await checked([...files.flatMap((file) => ['--iam', file]), task]);
    expect(answerOf(decisions[0], 'requester-has-no-access')).toBe('pass');
    expect(answerOf(decisions[0], 'duration-is-grantable')).toBe('violation');
  });
});
