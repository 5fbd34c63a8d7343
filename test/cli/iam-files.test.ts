import { describe, expect, it } from 'vitest';
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
