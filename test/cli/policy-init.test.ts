import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { record, rootRecord } from '../support/cli/audit-command.ts';
import { type CommandOptions, command } from '../support/cli/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/cli/temporary-folder.ts';
import { packageOf, plainConnection, roleArn } from '../support/informatica/package-builder.ts';
import { zipped } from '../support/informatica/package-content.ts';

const exported = zipped(
  packageOf({ connections: [plainConnection], tasks: [{ id: 'one', name: 'nightly' }] }),
);
const forStage = { requestParameters: { roleArn } };
const pod = record('pod', {
  eventName: 'AssumeRoleWithWebIdentity',
  userIdentity: { type: 'WebIdentityUser', arn: null, identityProvider: 'idp.example.com', userName: 'pod' },
  requestParameters: { roleArn: 'arn:aws:iam::123456789012:role/pod' },
});

async function init(files: Record<string, unknown>, words: readonly string[] = [], options?: CommandOptions) {
  const folder = await temporaryFolder();
  const paths: string[] = [];
  for (const [name, content] of Object.entries(files)) paths.push(await folder.write(name, content));
  const result = await command(['policy', 'init', ...paths, ...words], options);
  return { ...result, folder, paths };
}

/** The policy that was proposed, in a file beside what it was proposed from. */
async function proposal(
  files: Record<string, unknown>,
): Promise<{ folder: TemporaryFolder; policy: string; paths: string[] }> {
  const { folder, paths, stdout } = await init(files);
  return { folder, paths, policy: await folder.write('policy.yaml', stdout) };
}

describe('policy init', () => {
  const files = {
    'trail/a.json': [record('1', forStage), record('2', forStage), pod],
    'export.zip': exported,
  };

  it('proposes from an archive and a package what validates, and audits the same archive', async () => {
    const { policy, paths, folder } = await proposal(files);
    const text = await readFile(policy, 'utf8');
    expect(text).toContain(`    - "${roleArn}" # 2 sessions by 1 requester; /Explore/Sales/nightly\n`);
    expect(text).toContain(
      'accessKeyId: "AKIAEXAMPLEEXAMPLE01", principalArn: "arn:aws:iam::123456789012:user/mapping-requester"',
    );
    const validated = await command(['policy', 'validate', policy]);
    expect(validated.stdout).toMatch(/ is valid: 1 workload, 0 exemptions, /);
    expect(validated).toMatchObject({ code: 0, stderr: '' });
    const audited = await command(['audit', '--policy', policy, '--format', 'json', folder.at('trail')]);
    expect(JSON.parse(audited.stdout).coverage).toMatchObject({ recordsRead: 3, recordsLeftOut: 1 });
    const checked = await command(['check', '--policy', policy, paths[1] ?? '']);
    expect(checked.code).toBe(0);
  });

  it('says of what it leaves out exactly what then vanishes', async () => {
    const { policy, paths, folder } = await proposal(files);
    const open = await folder.write('open.yaml', 'schemaVersion: "1"\n');
    const { stdout } = await command(['policy', 'diff', '--format', 'json', open, policy, ...paths]);
    const { vanished, appeared, recordsLeftOut } = JSON.parse(stdout);
    const text = await readFile(policy, 'utf8');
    expect(text).toContain('# It leaves out 1 session:\n');
    expect(recordsLeftOut).toEqual({ old: 0, new: 1 });
    expect(vanished).toHaveLength(1);
    for (const { message, ruleId } of vanished)
      expect(text).toContain(`${ruleId}, 1 occurrence: ${message}\n`);
    expect(appeared).toEqual([]);
  });

  it('leaves root in scope', async () => {
    const root = rootRecord('3', { eventName: 'GetSessionToken', requestParameters: null });
    const { policy, folder } = await proposal({
      'trail/a.json': [record('1', forStage), root],
      'export.zip': exported,
    });
    expect(await readFile(policy, 'utf8')).toContain('# scope:\n');
    expect(
      (await command(['audit', '--policy', policy, '--fail-level', 'critical', folder.at('trail')])).code,
    ).toBe(1);
  });

  it('takes the lengths of known runs', async () => {
    const { stdout } = await command([
      'policy',
      'init',
      'docs/demo/nightly-load.json',
      '--runs',
      'docs/demo/runs.jsonl',
    ]);
    expect(stdout).toMatch(/^ {2}# nightly-load (\d+ s|of unknown length)$/m);
  });

  it('reads an archive from standard input, and a submission', async () => {
    const { code, stdout } = await init({ 'task.yaml': JSON.stringify(compliantSubmission) }, ['-'], {
      stdin: JSON.stringify([record('1')]),
    });
    expect(stdout).toContain('expectedRunSeconds: 600');
    expect(stdout).toContain('1 session by 1 requester; orders-daily\n');
    expect(code).toBe(0);
  });

  it('writes a file, and never over one', async () => {
    const { folder, paths, code, stdout } = await init({ 'a.json': [record('1')] }, [
      '--output',
      `/tmp/${process.pid}-nowhere/x`,
    ]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    const output = folder.at('policy.yaml');
    expect(await command(['policy', 'init', ...paths, '--output', output])).toMatchObject({
      code: 0,
      stdout: '',
    });
    const first = await readFile(output, 'utf8');
    const again = await command(['policy', 'init', ...paths, '--output', output]);
    expect(again.code).toBe(3);
    expect(again.stderr).toContain('is there already, and a policy is not replaced');
    expect(await readFile(output, 'utf8')).toBe(first);
  });

  it('proposes from what could be read, and ends with 2 where something could not', async () => {
    const { code, stdout, stderr } = await init({
      'a.json': [record('1'), { eventSource: 7 }],
      'b.json': patched(compliantSubmission, { task: { name: 7 } }),
    });
    expect(stdout).toContain('schemaVersion: "1"');
    expect(stderr).toMatch(/a\.json, record 2: /);
    expect(stderr).toMatch(/b\.json: malformed submission/);
    expect(code).toBe(2);
  });

  it.each<[string, Record<string, unknown>]>([
    ['an archive without sessions', { 'a.json': { Records: [] } }],
    ['an archive of refused requests', { 'a.json': [record('1', { errorCode: 'AccessDenied' })] }],
  ])('has nothing to propose from %s', async (_, held) => {
    const { code, stdout, stderr } = await init(held);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toBe(
      'sts-warden: there is neither a session nor a task that a policy could be proposed from\n',
    );
  });
});
