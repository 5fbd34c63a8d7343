import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { compliantSubmission } from '../../shared/examples/compliant.ts';
import { durationIsGrantable } from '../../shared/rules/duration-is-grantable.ts';
import { audit, rootRecord } from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

describe('a rule that throws', () => {
  beforeEach(() => {
    const fail = () => {
      throw new RangeError('SECRET-THAT-MUST-NEVER-LEAVE');
    };
    vi.spyOn(durationIsGrantable.checks, 'credential-request').mockImplementation(fail);
    vi.spyOn(durationIsGrantable.checks, 'endpoint').mockImplementation(fail);
  });
  afterEach(() => vi.restoreAllMocks());

  it('is counted by audit, makes the exit code 2, and hides no finding of the others', async () => {
    const folder = await temporaryFolder();
    const { code, stdout, stderr, report } = await audit([
      await folder.write('a.json', rootRecord('root-1')),
    ]);
    expect(report.coverage.rules['duration-is-grantable']).toMatchObject({ fault: 1, pass: 0 });
    expect(report.violations.map(({ ruleId }) => ruleId)).toEqual(['no-root-credentials']);
    expect(stderr).toBe('sts-warden: the rule duration-is-grantable failed on 1 subject\n');
    expect(code).toBe(2);
    expect(stdout + stderr).not.toMatch(/MUST-NEVER-LEAVE/);
  });

  it('blocks a submission, and check ends with 2 at every level', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('a.json', compliantSubmission);
    const { code, stdout, stderr } = await command([
      'check',
      '--format',
      'json',
      '--fail-level',
      'never',
      path,
    ]);
    const { decision, results } = JSON.parse(stdout);
    expect(decision).toBe('block');
    expect(results).toContainEqual({
      ruleId: 'duration-is-grantable',
      outcome: 'fault',
      mode: 'enforce',
      reason: 'the rule threw RangeError',
    });
    expect(stderr).toBe(`sts-warden: orders-daily (${path}): the rule duration-is-grantable failed\n`);
    expect(code).toBe(2);
    expect(stdout + stderr).not.toMatch(/MUST-NEVER-LEAVE/);
  });
});
