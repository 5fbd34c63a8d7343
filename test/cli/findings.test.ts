import { describe, expect, it } from 'vitest';
import { audit, type Json, record } from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const all = 1466;
const causes = 339;

/** The sign-in of one of so many people. */
function login(n: number): Json {
  const name = `person-${n % causes}`;
  return record(`login-${n}`, {
    eventName: 'AssumeRoleWithSAML',
    userIdentity: {
      type: 'SAMLUser',
      principalId: `idp:${name}`,
      userName: name,
      identityProvider: 'idp.example.com',
      arn: null,
      accountId: null,
      accessKeyId: null,
    },
  });
}

describe('a first audit of a whole account', () => {
  it('shows causes, a line each, and the sums agree', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write(
      'log.json',
      Array.from({ length: all }, (_, n) => login(n)),
    );
    const { stdout } = await command(['audit', path]);
    const rows = [...stdout.matchAll(/^ +(\d+) {2}\S+ {2}.*v1-[0-9a-f]{12} {2}idp\.example\.com person-/gm)];
    expect(rows).toHaveLength(causes);
    expect(rows.reduce((sum, [, times]) => sum + Number(times), 0)).toBe(all);
    expect(stdout.split('\n').length).toBeLessThan(causes + 30);
    expect(stdout).toContain(
      `HIGH requester-is-iam-principal (G2): ${causes} findings, ${all} occurrences\n`,
    );
    expect(stdout).toContain(`\n\nNo scope is set: ${all} violations are logins `);
    expect(stdout).toMatch(
      new RegExp(`\n\n${causes} findings, ${causes} high, in ${all} records; ${causes} requesters\n$`),
    );
    const { report } = await audit([path]);
    expect(report.findings.reduce((sum, { occurrences }) => sum + occurrences, 0)).toBe(
      report.violations.length,
    );
    expect([report.findings.length, report.violations.length]).toEqual([causes, all]);
  });

  it('says nothing of a scope where there is one', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('log.json', [login(1)]);
    const policy = await folder.write('policy.json', { schemaVersion: '1', scope: { accounts: ['*'] } });
    for (const words of [
      ['--role', 'redshift-stage'],
      ['--policy', policy],
    ]) {
      const { stdout } = await command(['audit', ...words, path]);
      expect(stdout).toContain('1 finding, 1 high');
      expect(stdout).not.toContain('No scope');
    }
  });

  it('shows every violation where that is wanted', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('log.json', [login(1), login(1 + causes)]);
    const { stdout } = await command(['audit', '--occurrences', path]);
    expect(stdout).toContain('\n\nViolations: 2\n\n');
    expect(stdout.match(/^ {2}id {9}v1-[0-9a-f]{40}$/gm)).toHaveLength(2);
    expect(stdout).toMatch(/\n\n1 finding, 1 high, in 2 records; 1 requester\n$/);
  });
});

it('a check shows a finding of each cause, or every violation', async () => {
  const words = ['check', 'docs/demo/lake-export.json', 'docs/demo/lake-export.json'];
  const { stdout } = await command(words);
  expect(stdout).toMatch(/\n\n4 findings, 3 high, in 2 tasks; 2 blocked\n$/);
  expect(stdout.match(/^ {2}fix {2}/gm)).toHaveLength(8);
  const { stdout: shown } = await command([...words, '--occurrences']);
  expect(shown.match(/^ {2}id {9}v1-[0-9a-f]{40}$/gm)).toHaveLength(8);
});
