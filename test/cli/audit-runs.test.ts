import { describe, expect, it } from 'vitest';
import { compliantSubmission, coveredRun, patched } from '../../shared/examples/compliant.ts';
import { audit, type Json, session } from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';
import { packageOf, plainConnection } from '../support/informatica/package-builder.ts';
import { zipped } from '../support/informatica/package-content.ts';

const role = 'arn:aws:iam::123456789012:role/redshift-stage';
const died = { outcome: 'failed', errorMessage: 'ExpiredToken' };
const late: Json = patched(coveredRun, { endedAt: '2026-10-01T08:20:00Z', ...died });
const sessions = [session('first', '08:00:05', '08:15:05'), session('next', '09:00:00', '09:15:00')];

/** Audits two sessions and runs; other files are written beside them, and named by their options. */
async function auditRuns(
  runs: readonly Json[],
  files: Readonly<Record<string, unknown>> = {},
  words: readonly string[] = [],
) {
  const folder = await temporaryFolder();
  const log = await folder.write('log.json', sessions);
  const written = await folder.write('runs.jsonl', runs.map((run) => JSON.stringify(run)).join('\n'));
  const options = await Promise.all(
    Object.entries(files).map(async ([option, content]) => [
      option,
      await folder.write(`${option}.json`, content),
    ]),
  );
  return [log, '--runs', written, ...options.flat(), ...words].map(String);
}

describe('audit --runs', () => {
  it('finds the stretch without credentials in which a run died, and says how', async () => {
    const { code, report } = await audit(await auditRuns([late]));
    expect(code).toBe(1);
    expect(report.violations).toMatchObject([
      {
        ruleId: 'renew-before-expiry',
        subject: { kind: 'run', runId: 'run-1', task: 'orders-daily', taskId: 'task-1', roleArn: role },
        evidence: { expiredAt: '2026-10-01T08:15:05.000Z', uncoveredSeconds: 295, diedOfExpiry: true },
        observedAt: '2026-10-01T08:20:00Z',
      },
    ]);
    expect(report.findings).toMatchObject([{ cause: { task: 'task-1', role }, occurrences: 1 }]);
    expect(report.runs).toMatchObject([
      {
        runId: 'run-1',
        diedOfExpiry: true,
        roles: [{ roleArn: role, result: 'violation', coverage: 'possible', uncovered: [{ seconds: 295 }] }],
      },
    ]);
  });

  it('gives the same id whatever the order and number of the runs', async () => {
    const others = [patched(coveredRun, { runId: 'run-0' }), patched(coveredRun, { runId: 'run-2' })];
    const idsOf = async (runs: readonly Json[]) =>
      (await audit(await auditRuns(runs))).report.violations.map(({ id }) => id);
    const [id] = await idsOf([late]);
    expect(await idsOf([...others, late, late])).toEqual([id]);
    expect(await idsOf([late, ...others])).toEqual([id]);
  });

  it('says of each run what was found, also where nothing was', async () => {
    const runs = [
      late,
      patched(coveredRun, { runId: 'run-2' }),
      patched(coveredRun, {
        runId: 'run-3',
        startedAt: '2026-10-01T10:00:00Z',
        endedAt: '2026-10-01T10:10:00Z',
      }),
      patched(coveredRun, { runId: 'run-4', roleArns: null, task: { name: 'unknown' } }),
    ];
    const { report } = await audit(await auditRuns(runs));
    expect(report.runs?.map(({ runId, roles }) => [runId, roles.map(({ result }) => result)])).toEqual([
      ['run-1', ['violation']],
      ['run-2', ['pass']],
      ['run-4', []],
      ['run-3', ['not-applicable']],
    ]);
    expect(report.coverage.undecided).toContainEqual(
      expect.objectContaining({ ruleId: 'renew-before-expiry', missing: 'run-roles', count: 1 }),
    );
  });

  it('accuses no run of what happened after the last record', async () => {
    const failed = { endedAt: '2026-10-01T09:20:00Z', outcome: 'failed', errorMessage: 'disk full' };
    const [run, dead] = [patched(coveredRun, failed), patched(late, { endedAt: '2026-10-01T09:20:00Z' })];
    const { report } = await audit(await auditRuns([run]));
    expect(report.violations).toEqual([]);
    expect(report.runs?.[0]?.roles).toMatchObject([
      { result: 'undecided', missing: ['credential-use', 'later-records'] },
    ]);
    expect((await audit(await auditRuns([dead]))).report.violations).toHaveLength(2);
  });

  it('takes roles from a file, and from a workload that is called like the task', async () => {
    const bare = patched(late, { roleArns: null });
    const workloads = [{ name: 'orders-daily', roles: ['arn:aws:iam::*:role/redshift-*'] }];
    for (const files of [
      { '--roles': { 'orders-daily': [role] } },
      { '--policy': { schemaVersion: '1', workloads } },
    ]) {
      const { report } = await audit(await auditRuns([bare], files));
      const ofRuns = report.violations.filter(({ subject }) => subject.kind === 'run');
      expect(ofRuns.map(({ subject }) => subject.roleArn)).toEqual([role]);
    }
  });

  it('hides no death behind roles of which there is no session, or that nobody names', async () => {
    const bare = patched(late, { roleArns: null });
    const unseen = 'arn:aws:iam::123456789012:role/unseen-*';
    const roles = { '--roles': { 'orders-daily': [unseen] } };
    const { report } = await audit(await auditRuns([bare], roles));
    expect(report.violations).toMatchObject([{ subject: { kind: 'run', roleArn: unseen } }]);
    expect(report.runs).toMatchObject([
      { runId: 'run-1', roles: [{ result: 'violation', sessionCount: 0 }] },
    ]);
    const both = { '--roles': { 'orders-daily': [role, unseen] } };
    expect((await audit(await auditRuns([bare], both))).report.violations).toMatchObject([
      { subject: { roleArn: role } },
    ]);
    const silent = await audit(await auditRuns([{ ...late, roleArns: [] }]));
    expect(silent.report.runs).toMatchObject([{ runId: 'run-1', roles: [] }]);
    expect(silent.report.coverage.undecided).toContainEqual(
      expect.objectContaining({ missing: 'run-roles' }),
    );
  });

  it('takes roles, and the mode, from the task’s known submission, and from an export package', async () => {
    const bare = patched(late, { roleArns: null, task: { id: 'task-9', name: 'mt_nightly' } });
    const folder = await temporaryFolder();
    const exported = packageOf({
      connections: [{ ...plainConnection, params: { ...plainConnection.params, iamroleARN: role } }],
      tasks: [{ id: 'task-9', name: 'mt_nightly' }],
    });
    const zip = await folder.write('export.zip', zipped(exported));
    const ofTask = (mode: string) =>
      patched(compliantSubmission, { task: { id: 'task-9', name: 'mt_nightly', mode } });
    const files = await Promise.all(
      ['standard', 'advanced'].map((mode) => folder.write(`${mode}.json`, ofTask(mode))),
    );
    const outcomes = [];
    for (const roles of [zip, ...files]) {
      const { report, stderr } = await audit([...(await auditRuns([bare])), '--roles', roles]);
      expect(stderr).toBe('');
      outcomes.push(
        report.runs?.map(({ roles: own }) => own.map(({ roleArn, result }) => [roleArn, result])),
      );
    }
    expect(outcomes).toEqual([
      [[[role, 'violation']]],
      [[[role, 'violation']]],
      [[[role, 'not-applicable']]],
    ]);
  });

  it('says of a task without roles that its runs use no temporary credentials, unless one died of their expiry', async () => {
    const none = { '--roles': { 'orders-daily': [] } };
    const runs = [late, patched(coveredRun, { runId: 'run-2' })].map((run) =>
      patched(run, { roleArns: null }),
    );
    const { report } = await audit(await auditRuns(runs, none));
    expect(report.runs).toMatchObject([{ runId: 'run-1' }, { runId: 'run-2' }]);
    expect(report.coverage.rules['renew-before-expiry']).toMatchObject({ violation: 0, undecided: 1 });
    expect(report.coverage.undecided).toContainEqual(
      expect.objectContaining({ missing: 'run-roles', count: 1 }),
    );
  });

  it('tells what of the tasks cannot be read, and ends with 2', async () => {
    const broken = packageOf({ tasks: [{ name: 'broken', more: { mappingId: '@elsewhere' } }] });
    const folder = await temporaryFolder();
    const zip = await folder.write('export.zip', zipped(broken));
    const { code, stderr } = await command(['audit', ...(await auditRuns([late])), '--roles', zip]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('broken')]);
  });

  it.each([
    ['--role of another', ['--role', 'other'], 0],
    ['--role of its own', ['--role', 'redshift-*'], 1],
    ['--account of another', ['--account', '999999999999'], 0],
    ['--from after its start', ['--from', '2026-10-01T08:00:01Z'], 0],
    ['--to after its start', ['--to', '2026-10-01T08:00:01Z'], 1],
  ])('is selected by %s', async (_, words, count) => {
    const { report } = await audit(await auditRuns([late], {}, words));
    expect(report.violations).toHaveLength(count);
  });

  it('judges what the policy’s scope takes in, and forgives what it exempts', async () => {
    const exemption = {
      id: 'known',
      rules: ['renew-before-expiry'],
      subject: { task: 'orders-daily' },
      owner: 'a',
      reason: 'it is replaced in October',
      created: '2026-09-01',
      expires: '2026-10-20',
    };
    const policyOf = (members: object) => ({ '--policy': { schemaVersion: '1', ...members } });
    const out = await audit(await auditRuns([late], policyOf({ scope: { roles: ['*other*'] } })));
    expect(out.report.violations).toEqual([]);
    const exempted = await audit(await auditRuns([late], policyOf({ exemptions: [exemption] })));
    expect(exempted.report.violations).toMatchObject([{ status: 'exempted' }]);
    expect(exempted.code).toBe(0);
  });

  it('says of a task how long its next run is expected to take, and how long its credentials lived', async () => {
    const well = ['run-2', 'run-3', 'run-4'].map((runId) =>
      patched(coveredRun, { runId, outcome: 'success' }),
    );
    const { stdout } = await command(['audit', ...(await auditRuns([late, ...well]))]);
    expect(stdout).toMatch(/Expected s +Granted s[^\n]*\norders-daily +4 +1200 +600 +900 /);
  });

  it('prints a line a task, and the time of what was found', async () => {
    const { stdout } = await command([
      'audit',
      ...(await auditRuns([late, patched(coveredRun, { runId: 'run-2' })])),
    ]);
    expect(stdout).toMatch(/\nTask +Runs +Longest s .*\norders-daily +2 +1200 +900 +1 +1 +0\n/);
    expect(stdout).toContain(
      [
        'orders-daily, run run-1: died of expired credentials',
        `  ${role}: violation; the sessions may be another task’s`,
        '    2026-10-01T08:00:00Z  run started',
        '    2026-10-01T08:00:05Z  session issued',
        '    2026-10-01T08:15:05Z  session expired',
        '    2026-10-01T08:15:05Z  295 s without credentials begin',
        '    2026-10-01T08:20:00Z  run ended: failed',
      ].join('\n'),
    );
    expect(stdout).not.toContain('run run-2:');
  });

  it('with --sessions has chains and runs on one timeline, also of a saved report', async () => {
    const runs = [
      late,
      patched(coveredRun, {
        runId: 'run-2',
        startedAt: '2026-10-01T08:01:00Z',
        endedAt: '2026-10-01T08:05:00Z',
      }),
      patched(coveredRun, {
        runId: 'run-3',
        startedAt: '2026-10-01T10:00:00Z',
        endedAt: '2026-10-01T10:10:00Z',
      }),
    ];
    const words = await auditRuns(runs, {}, ['--sessions']);
    const { report } = await audit(words);
    const name = (runId: string) => ({ runId, task: 'orders-daily', taskId: 'task-1' });
    expect(report.sessions?.map(({ runs: lived }) => lived)).toEqual([[name('run-1'), name('run-2')]]);
    const { stdout } = await command(['audit', '--quiet', ...words]);
    const timeline = stdout.slice(stdout.indexOf('Sessions: 1 chain'));
    const moments = [
      '08:00:00Z  run run-1 of orders-daily started',
      '08:00:05Z  session issued; to be renewed by 2026-10-01T08:10:05Z',
      '08:01:00Z  run run-2 of orders-daily started',
      '08:05:00Z  run run-2 of orders-daily ended: success: pass; the sessions may be another task’s',
      '08:15:05Z  session expired',
      '08:15:05Z  run run-1 of orders-daily: 295 s without credentials begin',
      '08:20:00Z  run run-1 of orders-daily died of expired credentials: violation; the sessions may be another task’s',
      '09:00:00Z  session issued, 2695 s after all before had expired; to be renewed by 2026-10-01T09:10:00Z',
      '09:15:00Z  session expired',
    ];
    expect(timeline).toContain(moments.map((moment) => `  2026-10-01T${moment}`).join('\n'));
    expect(timeline).toContain(
      `Of none of these chains alone: 1 run\n\norders-daily, run run-3: success\n  ${role}: not-applicable (no-session-seen)`,
    );
    const folder = await temporaryFolder();
    for (const format of ['json', 'jsonl']) {
      const saved = await command(['audit', '--format', format, ...words]);
      const again = await command(['report', await folder.write(`saved.${format}`, saved.stdout)]);
      expect(again.stdout).toContain(timeline.slice(0, timeline.indexOf('policy sha256')));
    }
  });

  it('with --sessions puts a run of which nothing tells its sessions from others’ beneath their chains', async () => {
    const named = (name: string) => ({ requestParameters: { roleSessionName: name } });
    const issued = ['a', 'b'].map((name) => session(name, '08:00:05', '08:15:05', named(name)));
    const folder = await temporaryFolder();
    const log = await folder.write('log.json', issued);
    const ofItsOwn = patched(coveredRun, { runId: 'named', sessionName: 'a' });
    const runs = await folder.write(
      'runs.jsonl',
      [late, ofItsOwn].map((run) => JSON.stringify(run)).join('\n'),
    );
    const { report } = await audit(['--sessions', log, '--runs', runs]);
    expect(report.sessions?.map(({ runs: lived }) => lived?.map(({ runId }) => runId))).toEqual([
      ['named'],
      [],
    ]);
    const { stdout } = await command(['audit', '--sessions', log, '--runs', runs]);
    expect(stdout).toContain(
      'Of none of these chains alone: 1 run\n\norders-daily, run run-1: died of expired credentials',
    );
  });

  it('with --sessions names no runs where none were given', async () => {
    const folder = await temporaryFolder();
    const { report } = await audit(['--sessions', await folder.write('log.json', sessions)]);
    expect(report.sessions).toHaveLength(1);
    expect(report.sessions?.[0]).not.toHaveProperty('runs');
  });

  it('refuses roles without runs, and a file of roles that is none', async () => {
    const folder = await temporaryFolder();
    const log = await folder.write('log.json', sessions);
    const runs = await folder.write('runs.jsonl', JSON.stringify(late));
    const alone = await command(['audit', log, '--roles', await folder.write('roles.json', {})]);
    expect([alone.code, alone.stderr]).toEqual([
      3,
      expect.stringContaining('expected --runs beside --roles'),
    ]);
    for (const content of [
      'no JSON',
      '[]',
      '{"orders-daily": "role/stage"}',
      '{"orders-daily": ["role/stage"]}',
    ]) {
      const roles = await folder.write('broken.json', content);
      const { code, stderr } = await command(['audit', log, '--runs', runs, '--roles', roles]);
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining('expected {"task name or id": ["role ARN"]}'),
      ]);
    }
  });

  it('audits the other runs of a file in which one cannot be read, and ends with 2', async () => {
    const folder = await temporaryFolder();
    const log = await folder.write('log.json', sessions);
    const runs = await folder.write('runs.jsonl', `${JSON.stringify(late)}\n{"schemaVersion":"1"}\n`);
    const { code, report, stderr } = await audit([log, '--runs', runs]);
    expect(code).toBe(2);
    expect(stderr).toContain('line 2');
    expect(report.violations).toHaveLength(1);
  });
});
