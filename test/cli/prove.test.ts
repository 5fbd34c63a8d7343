import { beforeEach, describe, expect, it, vi } from 'vitest';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { readPresignedUrl } from '../../shared/proof/presigned-url.ts';
import { readRequest } from '../../shared/proof/read-request.ts';
import { proofHeaders } from '../../shared/proof/signed-headers.ts';
import { type CommandOptions, command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';
import { evaluatedAt } from '../support/functions/invoke.ts';
import { deploymentId, requesterKey, sessionKey, submission } from '../support/proof/presigned.ts';
import { signatureFits } from '../support/proof/signature.ts';

const stdin = JSON.stringify(compliantSubmission);
const databaseArn = 'arn:aws:iam::123456789012:role/redshift-database';

/** Runs `prove` on what stands in standard input, with no credentials but those of the test's environment. */
function prove(words: readonly string[] = [], options: CommandOptions = { stdin }) {
  return command(['prove', '--deployment', deploymentId, ...words, '-'], options);
}

function signIn({ accessKeyId, secretAccessKey, sessionToken }: typeof sessionKey): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', sessionToken);
}

function submissionWith(delta: object): CommandOptions {
  return { stdin: JSON.stringify(patched(compliantSubmission, delta)) };
}

function proofsIn(stdout: string): Record<'connection' | 'hop' | 'url', string>[] {
  return JSON.parse(stdout).proofs;
}

beforeEach(() => {
  for (const name of Object.keys(process.env).filter((one) => one.startsWith('AWS_')))
    vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere/credentials');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  signIn(requesterKey);
  return () => vi.unstubAllEnvs();
});

describe('prove prints', () => {
  it('the body for the hook: the submission and a proof that the hook takes', async () => {
    const { code, stdout, stderr } = await prove();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: '1',
      submission: compliantSubmission,
      proofs: [{ connection: 'redshift', hop: 'staging', url: expect.any(String) }],
    });
    const [{ url } = { url: '' }] = readRequest(JSON.parse(stdout)).proofs;
    const now = Date.parse(evaluatedAt) / 1000;
    expect(
      readPresignedUrl(url, { partition: 'aws', accessKeyId: requesterKey.accessKeyId, now }),
    ).toMatchObject({ url });
    const headers = { host: 'sts.eu-central-1.amazonaws.com', ...proofHeaders(deploymentId, submission) };
    expect(signatureFits(url, headers, requesterKey.secretAccessKey)).toBe(true);
    expect(stdout).not.toContain(requesterKey.secretAccessKey);
  });

  it('with --url-only the URL alone', async () => {
    const { code, stdout } = await prove(['--url-only']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${proofsIn((await prove()).stdout)[0]?.url}\n` });
  });

  it('a proof by a session, with its token', async () => {
    signIn(sessionKey);
    const { stdout } = await prove(
      ['--url-only'],
      submissionWith({ connections: { redshift: { accessKeyId: null } } }),
    );
    expect(new URL(stdout).searchParams.get('X-Amz-Security-Token')).toBe(sessionKey.sessionToken);
  });

  it('the same of a submission in YAML', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('submission.yaml', stdin);
    const { stdout } = await command(['prove', '--deployment', deploymentId, path]);
    expect(stdout).toBe((await prove()).stdout);
  });

  it.each<[string, readonly string[], string]>([
    ['of --region', ['--region', 'us-west-2'], 'sts.us-west-2.amazonaws.com/us-west-2'],
    [
      'of a Region of another partition',
      ['--region', 'cn-north-1'],
      'sts.cn-north-1.amazonaws.com.cn/cn-north-1',
    ],
    ['of AWS_REGION', [], 'sts.eu-central-1.amazonaws.com/eu-central-1'],
    ['that is global', ['--endpoint', 'global', '--region', 'us-west-2'], 'sts.amazonaws.com/us-east-1'],
  ])('a proof for the endpoint %s', async (_, words, expected) => {
    const { host, searchParams } = new URL((await prove(['--url-only', ...words])).stdout);
    expect(`${host}/${searchParams.get('X-Amz-Credential')?.split('/')[2]}`).toBe(expected);
  });

  it('a proof by a profile, for its Region', async () => {
    const folder = await temporaryFolder();
    const text = (...lines: string[]) => lines.join('\n');
    const { accessKeyId, secretAccessKey } = requesterKey;
    const keys = [`aws_access_key_id = ${accessKeyId}`, `aws_secret_access_key = ${secretAccessKey}`];
    vi.stubEnv(
      'AWS_CONFIG_FILE',
      await folder.write('config', text('[profile requester]', 'region = eu-west-3')),
    );
    vi.stubEnv(
      'AWS_SHARED_CREDENTIALS_FILE',
      await folder.write('credentials', text('[requester]', ...keys)),
    );
    vi.stubEnv('AWS_REGION', undefined);
    signIn({ accessKeyId: 'AKIANOTTHEPROFILES01', secretAccessKey: 'x' });
    const { stdout, stderr } = await prove(['--url-only', '--profile', 'requester']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^https:\/\/sts\.eu-west-3\.amazonaws\.com\/.*AKIAEXAMPLEEXAMPLE01/);
  });
});

describe('prove proves', () => {
  const database = { iamRoleArn: databaseArn, accessKeyId: requesterKey.accessKeyId };
  const keyless = { iamRoleArn: databaseArn };

  it.each<[string, object, readonly string[], string[]]>([
    ['each hop that names the key', { database }, [], ['staging', 'database']],
    ['the hop that names the key, of several', { database: keyless }, [], ['staging']],
    ['the one that is named', { database }, ['--hop', 'database'], ['database']],
    ['the only one without a key', { accessKeyId: null }, [], ['staging']],
    [
      'one without a key that is named',
      { database: keyless },
      ['--hop', 'database', '--connection', 'redshift'],
      ['database'],
    ],
  ])('%s', async (_, redshift, words, hops) => {
    const { stdout } = await prove(words, submissionWith({ connections: { redshift } }));
    expect(proofsIn(stdout).map(({ hop }) => hop)).toEqual(hops);
  });

  it('further hops of its own output, and keeps the proofs of others', async () => {
    const other = { ...database, accessKeyId: sessionKey.accessKeyId };
    const first = await prove([], submissionWith({ connections: { redshift: { database: other } } }));
    signIn(sessionKey);
    const second = await prove([], { stdin: first.stdout });
    const [staging, ...more] = proofsIn(second.stdout);
    expect(staging).toEqual(proofsIn(first.stdout)[0]);
    expect(more).toEqual([
      { connection: 'redshift', hop: 'database', url: expect.stringContaining(sessionKey.accessKeyId) },
    ]);
    const again = await prove(['--region', 'us-east-2'], { stdin: second.stdout });
    expect(proofsIn(again.stdout).map(({ url }) => new URL(url).host)).toEqual([
      'sts.eu-central-1.amazonaws.com',
      'sts.us-east-2.amazonaws.com',
    ]);
  });
});

describe('prove refuses', () => {
  const keyless = { connections: { redshift: { accessKeyId: null, database: { iamRoleArn: databaseArn } } } };
  it.each<[string, readonly string[], CommandOptions, number, string]>([
    ['a submission that is none', [], { stdin: '{}' }, 2, '-: malformed submission'],
    ['what is no JSON', [], { stdin: '{' }, 2, '-: not JSON'],
    [
      'a proof in the input that is for nothing',
      [],
      {
        stdin: JSON.stringify({
          schemaVersion: '1',
          submission: compliantSubmission,
          proofs: [{ connection: 'x', hop: 'staging', url: 'x' }],
        }),
      },
      2,
      '-: refused proof: /proofs/0/connection connection',
    ],
    ['two submissions', [], { stdin: `[${stdin},${stdin}]` }, 3, 'expected one submission in `-`, got 2'],
    ['a deployment that is none', ['--deployment', 'a b'], { stdin }, 3, '--deployment: expected letters'],
    [
      'a connection that is none',
      ['--connection', 'x'],
      { stdin },
      3,
      'the submission has no such connection and hop; it has `redshift` (staging)',
    ],
    [
      'a hop that the connection has not',
      ['--hop', 'database'],
      { stdin },
      3,
      'the submission has no such connection and hop',
    ],
    ['a hop that there is not', ['--hop', 'x'], { stdin }, 3, "argument 'x' is invalid"],
    [
      'a Region that is none',
      ['--region', 'eu-nowhere-1'],
      { stdin },
      3,
      '--region: knows no Region `eu-nowhere-1`',
    ],
    [
      'a choice that no key makes',
      [],
      submissionWith(keyless),
      3,
      'no access key says which of `redshift` (staging), `redshift` (database): choose by --connection and --hop',
    ],
    [
      'a key that could not be read',
      [],
      submissionWith({ connections: { redshift: { accessKeyId: null, unresolved: ['accessKeyId'] } } }),
      3,
      'and `redshift` (staging) another one',
    ],
  ])('%s', async (_, words, options, code, message) => {
    const result = await prove(words, options);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toContain(message);
  });

  it('other credentials than the connection’s, and says which they are', async () => {
    signIn({ ...requesterKey, accessKeyId: 'AKIAOTHEROTHEROTHER1' });
    const { code, stdout, stderr } = await prove();
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toBe(
      'sts-warden: the credentials have the access key id AKIAOTHEROTHEROTHER1, and `redshift` (staging) another one: choose those of the connection, with --profile for example\n',
    );
  });

  it('to go without a Region', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    const { code, stderr } = await prove();
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: 'sts-warden: no Region: expected --region, AWS_REGION, or a Region in the profile\n',
    });
  });

  it('to go without credentials, and says where it looked', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    const { code, stdout, stderr } = await prove();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^sts-warden: no AWS credentials: looked for them in the environment, .*\n$/);
  });

  it('to go without a session of IAM Identity Center, and says how to get one', async () => {
    const folder = await temporaryFolder();
    const lines = [
      '[profile sso]',
      'sso_session = corp',
      'sso_account_id = 123456789012',
      'sso_role_name = x',
    ];
    const session = [
      '[sso-session corp]',
      'sso_start_url = https://example.com/start',
      'sso_region = eu-central-1',
    ];
    vi.stubEnv('AWS_CONFIG_FILE', await folder.write('config', [...lines, ...session].join('\n')));
    vi.stubEnv('HOME', '/nowhere');
    const { code, stderr } = await prove(['--profile', 'sso']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'sts-warden: no AWS credentials: the profile’s session with IAM Identity Center is missing or has ended; run `aws sso login`\n',
    });
  });

  it('to tell what a credential process printed', async () => {
    const folder = await temporaryFolder();
    const process = 'credential_process = sh -c "echo CANARY; echo CANARY >&2; exit 1"';
    vi.stubEnv('AWS_CONFIG_FILE', await folder.write('config', ['[profile external]', process].join('\n')));
    const { code, stderr } = await prove(['--profile', 'external']);
    expect(code).toBe(2);
    expect(stderr).not.toContain('CANARY');
  });
});
