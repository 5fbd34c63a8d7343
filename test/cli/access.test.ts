import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import resultSchema from '../../shared/contracts/result.schema.json' with { type: 'json' };
import { compliantRecord, compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import type { AccessReport } from '../../shared/report/access-report.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const account = 'arn:aws:iam::123456789012';
const details = 'events/authorization-details.json';
const allow = (action: string, more: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Grant', Effect: 'Allow', Action: action, Resource: '*', ...more }],
});
const user = (name: string, document: unknown, more: object = {}) => ({
  Arn: `${account}:user/${name}`,
  UserPolicyList: [{ PolicyName: 'own', PolicyDocument: document }],
  ...more,
});
const boundary = { PermissionsBoundary: { PermissionsBoundaryArn: `${account}:policy/limit` } };

async function fileOf(content: unknown, name = 'iam.json'): Promise<string> {
  const path = (await temporaryFolder()).at(name);
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

async function reportOf(path: string, ...words: string[]): Promise<AccessReport> {
  const { stdout } = await command(['access', '--iam', path, '--format', 'json', ...words]);
  return JSON.parse(stdout);
}

describe('access', () => {
  it('prints who has access, those first, and ends with 1', async () => {
    const { code, stdout, stderr } = await command(['access', '--iam', details]);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['Principal', 'Access', 'Actions', 'Services', 'Granted by'],
      [`${account}:user/power-user`, 'yes', '2', 's3', 'StageAccess'],
      [`${account}:user/mapping-requester`, 'no'],
      [''],
      ['2 principals: 1 with access beyond the baseline, 1 without, 0 undecided'],
      [''],
    ]);
    expect([code, stderr]).toEqual([1, '']);
  });

  it('marks a service-linked role, which is no finding by itself', async () => {
    const linked = `${account}:role/aws-service-role/redshift.amazonaws.com/AWSServiceRoleForRedshift`;
    const role = (arn: string) => ({
      Arn: arn,
      RolePolicyList: [{ PolicyName: 'own', PolicyDocument: allow('s3:GetObject') }],
    });
    const path = await fileOf({ RoleDetailList: [role(linked)] });
    const { code, stdout } = await command(['access', '--iam', path]);
    expect(stdout).toContain('yes (service-linked)');
    expect(code).toBe(0);
    expect((await reportOf(path)).principals).toMatchObject([{ hasAccess: true, serviceLinked: true }]);

    const alike = await fileOf({ RoleDetailList: [role(`${account}:role/team/aws-service-role/a`)] });
    expect((await command(['access', '--iam', alike])).code).toBe(1);
  });

  it('gives the contract’s report as JSON, in the order of the file', async () => {
    const report = await reportOf(details);
    expect(report.principals).toEqual([
      { arn: `${account}:user/mapping-requester`, hasAccess: false, grants: [] },
      {
        arn: `${account}:user/power-user`,
        hasAccess: true,
        actionCount: 2,
        services: ['s3'],
        grants: [
          { policy: 'StageAccess', statement: 'ReadStage', actions: ['s3:GetObject', 's3:ListBucket'] },
        ],
      },
    ]);
    const ajv = addFormats.default(new Ajv2020({ strict: false })).addSchema(resultSchema, 'results');
    expect(ajv.validate('results#/$defs/accessReport', report), ajv.errorsText()).toBe(true);
  });

  it.each([
    ['a name', ['mapping-requester'], ['mapping-requester']],
    ['an ARN', ['arn:*:user/power-user'], ['power-user']],
    ['several', ['power-*', '*requester'], ['mapping-requester', 'power-user']],
  ])('tells of principals by %s', async (_, globs, names) => {
    const { principals } = await reportOf(details, ...globs.flatMap((glob) => ['--principal', glob]));
    expect(principals.map(({ arn }) => arn)).toEqual(names.map((name) => `${account}:user/${name}`));
  });

  it('says so where nobody matches', async () => {
    const { code, stderr } = await command(['access', '--iam', details, '--principal', 'nobody']);
    expect([code, stderr]).toEqual([3, 'sts-warden: --principal matches none of 2 users and roles\n']);
  });

  it.each([
    ['nobody has access', ['--principal', 'mapping-requester'], 0],
    ['the fail level is above the rule’s severity', ['--fail-level', 'critical'], 0],
    ['the fail level is never', ['--fail-level', 'never'], 0],
    ['the fail level is the rule’s severity', ['--fail-level', 'high'], 1],
  ])('ends with the right code where %s', async (_, words, expected) => {
    expect((await command(['access', '--iam', details, ...words])).code).toBe(expected);
  });

  it('takes the baseline and the severity of a policy', async () => {
    const policy = await fileOf(
      {
        schemaVersion: '1',
        parameters: { baselineActions: ['sts:AssumeRole', 's3:Get*'] },
        rules: { 'requester-has-no-access': { severity: 'low' } },
      },
      'policy.json',
    );
    const words = ['--policy', policy];
    const { principals } = await reportOf(details, ...words);
    expect(principals.map(({ hasAccess, grants }) => [hasAccess, grants[0]?.actions])).toEqual([
      [true, ['sts:TagSession']],
      [true, ['s3:ListBucket']],
    ]);
    expect((await command(['access', '--iam', details, ...words, '--fail-level', 'medium'])).code).toBe(0);
  });

  describe('goes by the policy, as an audit of the same requester does', () => {
    const id = 'requester-has-no-access';
    const exemption = {
      id: 'EX-1',
      rules: [id],
      subject: { requester: `${account}:user/power-user` },
      owner: 'data platform',
      reason: 'until its policies are moved to the role',
      created: '2026-09-01',
      expires: '2026-12-31',
    };

    it.each<[string, object, number, string[]]>([
      ['off', { rules: { [id]: { mode: 'off' } } }, 0, []],
      ['in mode warn', { rules: { [id]: { mode: 'warn' } } }, 1, ['violation']],
      ['exempted', { exemptions: [exemption] }, 0, ['exempted']],
      ['in scope', { scope: { requesters: ['*:user/power-*'] } }, 1, ['violation']],
      ['out of scope', { scope: { requesters: ['*:user/mapping-*'] } }, 0, []],
      ['of an account in scope', { scope: { accounts: ['1234*'] } }, 1, ['violation']],
    ])('%s', async (_, policy, expected, statuses) => {
      const path = await fileOf({ schemaVersion: '1', ...policy }, 'policy.json');
      const words = ['--iam', details, '--policy', path];
      expect((await command(['access', ...words])).code).toBe(expected);
      const { violations, findings } = await reportOf(details, '--policy', path);
      expect(violations.map(({ status }) => status)).toEqual(statuses);
      expect(findings).toHaveLength(statuses.length);
      if (!('scope' in policy)) {
        const archive = 'events/audit-credential-requests.requester-has-access.json';
        expect((await command(['audit', ...words, archive])).code).toBe(expected);
      }
    });

    it('and says so', async () => {
      const table = async (policy: object) => {
        const path = await fileOf({ schemaVersion: '1', ...policy }, 'policy.json');
        return (await command(['access', '--iam', details, '--policy', path])).stdout;
      };
      expect(await table({ exemptions: [exemption] })).toMatch(
        / yes \(exempted by EX-1\) .*; 1 exempted\n$/s,
      );
      expect(await table({ scope: { requesters: ['*power*'] } })).toMatch(
        /\n\n1 principal: 1 with access [^\n]*; 1 out of scope\n$/,
      );
      expect(await table({ rules: { [id]: { mode: 'off' } } })).toContain(
        '\n\nNobody is a finding: the policy has turned off what judges users and roles.\n\n',
      );
    });

    it('a scope that takes in nobody is no good news', async () => {
      const path = await fileOf({ schemaVersion: '1', scope: { requesters: ['nobody'] } }, 'policy.json');
      const { code, stdout, stderr } = await command(['access', '--iam', details, '--policy', path]);
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr).toBe("sts-warden: the policy's scope takes in none of 2 users and roles\n");
      const scoped = await fileOf(
        { schemaVersion: '1', scope: { requesters: ['*mapping*'] } },
        'policy.json',
      );
      const words = ['--policy', scoped, '--principal', 'power-user'];
      expect((await command(['access', '--iam', details, ...words])).stderr).toBe(
        "sts-warden: --principal matches none of 2 users and roles; 1 of them are out of the policy's scope\n",
      );
    });
  });

  it('of nobody is no good news', async () => {
    const path = await fileOf({ UserDetailList: [], RoleDetailList: [] });
    const { code, stderr } = await command(['access', '--iam', path]);
    expect([code, stderr]).toEqual([3, 'sts-warden: there is no user and no role in what was read\n']);
  });

  it('judges all of several accounts, whichever file comes first', async () => {
    const elsewhere = {
      ...user('power-user', allow('sqs:*')),
      Arn: 'arn:aws:iam::210987654321:user/power-user',
    };
    const other = await fileOf({ UserDetailList: [elsewhere] });
    for (const files of [
      [details, other],
      [other, details],
    ]) {
      const words = files.flatMap((file) => ['--iam', file]);
      const { stdout } = await command(['access', ...words, '--format', 'json']);
      const { findings }: AccessReport = JSON.parse(stdout);
      expect(findings.map(({ cause }) => cause)).toEqual(
        expect.arrayContaining([
          { principal: `${account}:user/power-user` },
          { principal: 'arn:aws:iam::210987654321:user/power-user' },
        ]),
      );
    }
  });

  it('reads gzip, URL-encoded documents and documents as text', async () => {
    const document = JSON.stringify(allow('sqs:SendMessage'));
    const path = await fileOf(
      { UserDetailList: [user('encoded', encodeURIComponent(document)), user('text', document)] },
      'iam.json.gz',
    );
    const { principals } = await reportOf(path);
    expect(principals.map(({ grants }) => grants)).toEqual(
      Array(2).fill([{ policy: 'own', statement: 'Grant', actions: ['sqs:SendMessage'] }]),
    );
  });

  it('names what is missing, and says it in the table', async () => {
    const path = await fileOf({
      UserDetailList: [
        user('bounded', allow('s3:*'), boundary),
        user('member', allow('sts:AssumeRole'), { GroupList: ['etl'] }),
      ],
    });
    const { principals } = await reportOf(path);
    expect(principals.map(({ hasAccess, missing }) => [hasAccess, missing])).toEqual([
      [null, [`${account}:policy/limit`]],
      [null, ['group etl']],
    ]);
    const { stdout, code } = await command(['access', '--iam', path]);
    expect(stdout).toContain('missing: group etl');
    expect(code).toBe(0);
  });

  it('names a policy that cannot be read, decides all others, and ends with 2', async () => {
    const secret = { ...allow('s3:*'), Statement: [{ Effect: 'MUST-NEVER-LEAVE' }] };
    const path = await fileOf({
      UserDetailList: [user('broken', secret), 7, user('whole', allow('s3:GetObject'))],
    });
    const { code, stdout, stderr } = await command(['access', '--iam', path, '--format', 'json']);
    const { principals }: AccessReport = JSON.parse(stdout);
    expect(principals.map(({ hasAccess, missing }) => [hasAccess, missing])).toEqual([
      [null, ['own']],
      [true, undefined],
    ]);
    expect(stderr.split('\n')).toEqual([
      `sts-warden: ${path}: /UserDetailList/0/UserPolicyList/0/PolicyDocument is no policy document: statement 1: \`Effect\` is neither Allow nor Deny`,
      `sts-warden: ${path}: /UserDetailList/1 expected an object, got a number`,
      '',
    ]);
    expect(code).toBe(2);
  });

  it.each([
    ['is not there', undefined, 'no such file or folder'],
    ['is no JSON', '{"UserDetailList": [', 'not JSON: the text ends too early'],
    [
      'is something else',
      { Records: [] },
      'expected the output of `aws iam get-account-authorization-details`',
    ],
    ['is an access report', { schemaVersion: '1', principals: [] }, 'expected the output of'],
  ])('refuses a file that %s, with 2', async (_, content, message) => {
    const path = content === undefined ? '/nowhere/iam.json' : await fileOf(content);
    for (const verb of [
      ['access'],
      ['audit', 'docs/demo/AWSLogs'],
      ['check', 'docs/demo/lake-export.json'],
    ]) {
      const { code, stdout, stderr } = await command([...verb, '--iam', path]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(`\`${path}\`: `);
      expect(stderr).toContain(message);
    }
  });

  it('wants a file', async () => {
    const { code, stderr } = await command(['access']);
    expect([code, stderr]).toEqual([3, expect.stringContaining('--iam <file>')]);
  });
});

describe('--iam', () => {
  const record = patched(compliantRecord, {});
  const submission = patched(compliantSubmission, {});
  const outcomes = async (policy: unknown) => {
    const iam = await fileOf({ UserDetailList: [user('mapping-requester', policy)] });
    const [recordFile, submissionFile] = [
      await fileOf({ Records: [record] }),
      await fileOf(submission, 'submission.json'),
    ];
    const audited = await command(['audit', '--format', 'json', '--iam', iam, recordFile]);
    const checked = await command(['check', '--format', 'json', '--iam', iam, submissionFile]);
    const { coverage } = JSON.parse(audited.stdout);
    const { results } = JSON.parse(checked.stdout);
    const { pass, violation, undecided } = coverage.rules['requester-has-no-access'];
    const result = results.find(({ ruleId }: { ruleId: string }) => ruleId === 'requester-has-no-access');
    return [{ pass, violation, undecided }, result.outcome, result.missing];
  };

  it.each([
    ['has access', allow('s3:*'), { pass: 0, violation: 1, undecided: 0 }, 'violation', undefined],
    ['has none', allow('sts:AssumeRole'), { pass: 1, violation: 0, undecided: 0 }, 'pass', undefined],
    ['has a policy that is none', 'none', { pass: 0, violation: 0, undecided: 1 }, 'undecided', ['own']],
  ])('decides G1 in audit and check where the requester %s', async (_, policy, counts, outcome, missing) => {
    expect(await outcomes(policy)).toEqual([counts, outcome, missing]);
  });
});
