import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compliantRecord, patched } from '../../shared/examples/compliant.ts';
import type { AccessReport } from '../../shared/report/access-report.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const data = process.env.REAL_DATA ?? '';
const accountFile = join(data, 'iam/account-authorization-details.json.gz');

async function accessOf(path: string): Promise<AccessReport['principals']> {
  const { stdout, stderr } = await command(['access', '--iam', path, '--format', 'json']);
  expect(stderr).toBe('');
  return JSON.parse(stdout).principals;
}

describe.skipIf(data === '')('a real account', () => {
  it('has 122 principals, 111 with access, none undecided', async () => {
    const principals = await accessOf(accountFile);
    const having = (hasAccess: boolean) =>
      principals.filter((principal) => principal.hasAccess === hasAccess).length;
    expect([principals.length, having(true), having(false)]).toEqual([122, 111, 11]);
  });

  it('looks as docs/access.md shows it', async () => {
    const page = readFileSync('docs/access.md', 'utf8');
    const [, words = '', shown] =
      /<!-- real data: .* -->\n```console\n\$ npx sts-warden (.*)\n([^$]*?)```/.exec(page) ?? [];
    const { stdout } = await command(words.replace('iam.json', accountFile).split(' '));
    expect(stdout).toBe(shown);
  });

  it('has G1 decided by `audit --iam` for each of its principals', async () => {
    const principals = await accessOf(accountFile);
    const records = principals.map(({ arn }, index) => {
      const type = arn.includes(':role/') ? 'Role' : 'IAMUser';
      return patched(compliantRecord, {
        eventID: `event-${index}`,
        sharedEventID: null,
        userIdentity: { type, arn, userName: null },
      });
    });
    const trail = (await temporaryFolder()).at('trail.json');
    await writeFile(trail, JSON.stringify({ Records: records }));
    const { stdout } = await command(['audit', '--format', 'json', '--iam', accountFile, trail]);
    expect(JSON.parse(stdout).coverage.rules['requester-has-no-access']).toEqual({
      pass: 11,
      violation: 103,
      // Service-linked roles.
      notApplicable: 8,
      undecided: 0,
      fault: 0,
    });
  });
});

describe.skipIf(data === '')('AWS managed policies', () => {
  it('give access, each as the only policy of a user, but for eight', async () => {
    const zipped = readFileSync(join(data, 'iam/managed-policies.json.gz'));
    const policies: Record<string, object> = JSON.parse(gunzipSync(zipped).toString());
    const users = Object.entries(policies).map(([name, document]) => ({
      Arn: `arn:aws:iam::123456789012:user/${name}`,
      UserPolicyList: [{ PolicyName: name, PolicyDocument: document }],
    }));
    const path = (await temporaryFolder()).at('managed.json');
    await writeFile(path, JSON.stringify({ UserDetailList: users }));
    const principals = await accessOf(path);
    const without = principals.filter(({ hasAccess }) => hasAccess === false);
    expect(principals.filter(({ hasAccess }) => hasAccess === true)).toHaveLength(1143);
    expect(without.map(({ arn }) => arn.split('/')[1])).toEqual([
      'AWSCompromisedKeyQuarantine',
      'AWSCompromisedKeyQuarantineV2',
      'AWSIAMIdentityCenterAllowListForIdentityContext',
      'CloudWatch-CrossAccountAccess',
      'IAMAuditRootUserCredentials',
      'IAMCreateRootUserPassword',
      'IAMDeleteRootUserCredentials',
      'SQSUnlockQueuePolicy',
    ]);
  });
});
