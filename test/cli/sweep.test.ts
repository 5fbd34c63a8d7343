import { describe, expect, it } from 'vitest';
import { command } from '../support/cli/command.ts';
import { outcomesOf, swept } from '../support/cli/sweep-command.ts';
import { exampleCloud } from '../support/informatica/example-cloud.ts';
import { credentials, exampleTasks, organizationOf } from '../support/informatica/example-organization.ts';
import { logEntry } from '../support/informatica/log-entries.ts';

describe('sweep', () => {
  it('decides every task, in the order of the package, by its definition and its known runs', async () => {
    const { code, stderr, report } = await swept(await exampleCloud());
    expect(outcomesOf(report)).toEqual([
      ['orders', 'allow', { 'duration-covers-run': 'pass', 'kms-unload-uses-iam-role': 'not-applicable' }],
      [
        'events',
        'block',
        { 'duration-covers-run': 'violation', 'kms-unload-uses-iam-role': 'not-applicable' },
      ],
      ['köpfe', 'block', { 'duration-covers-run': 'undecided', 'kms-unload-uses-iam-role': 'violation' }],
    ]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  it('finds the same however small the pages of the server are', async () => {
    const whole = await swept(await exampleCloud());
    const inPages = await swept(await exampleCloud({ pageSize: 1, logPageSize: 1 }));
    expect(inPages.report).toEqual(whole.report);
  });

  it('asks for no more of the log than 50 runs, newest first', async () => {
    const log = Array.from({ length: 120 }, (_, index) => {
      const endedAt = new Date(Date.UTC(2026, 8, 30) - index * 3_600_000).toISOString();
      return logEntry('01CO2Z-task-short', { runId: 200 - index, endedAt, seconds: index < 50 ? 60 : 9000 });
    });
    const cloud = await exampleCloud({}, organizationOf(exampleTasks.slice(0, 1), log));
    const { report } = await swept(cloud);
    expect(cloud.received.filter(({ call }) => call.includes('activityLog'))).toHaveLength(1);
    expect(report.starts).toMatchObject({ schedule: 50 });
    expect(outcomesOf(report)[0]?.[2]).toMatchObject({ 'duration-covers-run': 'pass' });
  });

  it('exports at most a thousand tasks in a job, each with what it depends on', async () => {
    const tasks = Array.from({ length: 1001 }, (_, index) => ({ id: `t${index}`, name: `mt_${index}` }));
    const cloud = await exampleCloud({}, organizationOf(tasks, []));
    const { report } = await swept(cloud);
    const jobs = cloud.received.filter(({ call }) => call === 'POST /saas/public/core/v3/export');
    expect(jobs.map(({ body }) => JSON.parse(body).objects.length)).toEqual([1000, 1]);
    expect(report.tasks.map(({ task }) => task.id)).toEqual(tasks.map(({ id }) => id));
  });

  it('counts who starts the runs', async () => {
    const { report } = await swept(await exampleCloud());
    expect(report.starts).toEqual({ schedule: 4, hand: 1, rest: 2, other: 0 });
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['by their names', ['--task', 'o*', '--task', 'k*'], ['orders', 'köpfe']],
    ['by their folders, with the first slash or without', ['--folder', 'Explore/Web*'], ['events']],
    ['that are due within so many hours', ['--due', '12'], ['orders']],
    ['that are due within some days', ['--due', '96.5'], ['orders', 'events']],
    ['that are due within less than that', ['--due', '9.9'], []],
  ])('chooses tasks %s', async (_, words, names) => {
    const { report } = await swept(await exampleCloud(), words);
    expect(report.tasks.map(({ task }) => task.name)).toEqual(names);
  });

  it('exports no task that is not asked for', async () => {
    const cloud = await exampleCloud();
    await swept(cloud, ['--task', 'orders']);
    const [job] = cloud.received.filter(({ body }) => body.includes('includeDependencies'));
    expect(job?.body).not.toContain('task-dies');
  });

  it('tells when each task is due', async () => {
    const { report } = await swept(await exampleCloud());
    expect(report.tasks.map(({ task }) => task.due)).toEqual([
      '2026-10-01T22:00:00.000Z',
      '2026-10-04T22:00:00.000Z',
      undefined,
    ]);
  });

  it('hides no task by --due where the schedules cannot be read, and says so', async () => {
    const cloud = await exampleCloud();
    cloud.fail(/core\/v3\/schedule/, (response) => response.writeHead(403).end());
    const { code, report, stderr } = await swept(cloud, ['--due', '1']);
    expect(report.tasks.map(({ task }) => [task.name, task.due])).toEqual([
      ['orders', 'unknown'],
      ['events', 'unknown'],
    ]);
    expect({ code, troubles: report.troubles }).toEqual({
      code: 2,
      troubles: ['schedule: Informatica answered 403'],
    });
    expect(stderr).toBe('sts-warden: schedule: Informatica answered 403\n');
  });

  it('shows a person a line a task, when it is due, and who starts the runs', async () => {
    const cloud = await exampleCloud();
    const { stdout } = await command(['sweep', '--login-url', cloud.url], { environment: credentials });
    expect(stdout).toMatch(/^Folder +Task +Decision +Gravest rule +Expected s +Shortest s +Due$/m);
    expect(stdout).toMatch(
      /^\/Explore\/Web\/Nightly +events +BLOCKED +duration-covers-run +900 +2026-10-04T22:00:00.000Z$/m,
    );
    expect(stdout).toContain('7 known runs, started: 4 by schedule, 1 by hand, 2 over REST, 0 otherwise');
  });

  it('gives a task a line in jsonl, as check does, and last what else it found out', async () => {
    const cloud = await exampleCloud();
    const { stdout } = await command(['sweep', '--format', 'jsonl', '--login-url', cloud.url], {
      environment: credentials,
    });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ sweptAt: expect.any(String), starts: {}, troubles: [] });
    expect(lines.slice(0, -1).map(({ task, decision }) => [task.name, decision])).toEqual([
      ['orders', 'allow'],
      ['events', 'block'],
      ['köpfe', 'block'],
    ]);
  });

  it('shows its progress on a terminal, and nowhere else', async () => {
    const cloud = await exampleCloud();
    expect((await swept(cloud, [], { terminal: true })).stderr).toContain('tasks, with their runs');
    expect((await swept(cloud, ['--quiet'], { terminal: true })).stderr).toBe('');
    expect((await swept(cloud)).stderr).toBe('');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('says on %s what it knows by then', async (signal, expected) => {
    const cloud = await exampleCloud();
    let interrupt = (_: typeof signal) => {};
    cloud.fail(/activityLog/, (response) => {
      interrupt(signal);
      response.destroy();
    });
    const { code, report, listening } = await swept(cloud, [], {
      onInterrupt: (callback) => {
        interrupt = callback;
      },
    });
    expect({ code, listening }).toEqual({ code: expected, listening: 0 });
    expect(report.tasks).toHaveLength(3);
    expect(report.troubles).toContain('/Explore/Sales/orders: its runs: activityLog: interrupted');
  });
});

describe('one task that cannot be read', () => {
  const names = ({ tasks }: Awaited<ReturnType<typeof swept>>['report']) =>
    tasks.map(({ task, unreadable }) => [task.name, unreadable]);
  const broken = { id: 'broken', name: 'broken', more: { mappingId: 'saas:@nothing' } };

  it('because its package has no mapping of it is reported with the reason', async () => {
    const cloud = await exampleCloud({}, organizationOf([...exampleTasks, broken]));
    const { code, report, stderr } = await swept(cloud);
    expect(names(report)).toEqual([
      ['orders', undefined],
      ['events', undefined],
      ['köpfe', undefined],
      ['broken', 'its mapping is not in the package'],
    ]);
    expect(code).toBe(2);
    expect(stderr).toBe('sts-warden: /Explore/Sales/broken: its mapping is not in the package\n');
  });

  it('because no export with it succeeds is found by halves', async () => {
    const endOfExport = (ids: readonly string[]) =>
      ids.includes('broken')
        ? { state: 'FAILED', message: 'Object is invalid' }
        : { state: 'Success', message: '' };
    const cloud = await exampleCloud({ endOfExport }, organizationOf([broken, ...exampleTasks]));
    const { code, report } = await swept(cloud);
    expect(names(report)).toEqual([
      ['orders', undefined],
      ['events', undefined],
      ['köpfe', undefined],
      ['broken', 'export: the job failed: Object is invalid'],
    ]);
    const jobs = cloud.received.filter(({ body }) => body.includes('includeDependencies'));
    expect(jobs.map(({ body }) => JSON.parse(body).objects.length)).toEqual([4, 2, 1, 1, 2]);
    expect(code).toBe(2);
  });

  it('because the package leaves it out is reported', async () => {
    const organization = organizationOf();
    const packageOf = (ids: readonly string[]) =>
      organization.packageOf(ids.filter((id) => id !== 'task-dies'));
    const { code, report } = await swept(await exampleCloud({}, { ...organization, packageOf }));
    expect(names(report)).toContainEqual(['events', 'is not in the package of its export']);
    expect(names(report)).toHaveLength(3);
    expect(code).toBe(2);
  });

  it('has its runs unread, and is decided all the same', async () => {
    const cloud = await exampleCloud();
    cloud.fail(/activityLog\?taskId=01CO2Z-task-dies/, (response) => response.writeHead(403).end());
    const { code, report } = await swept(cloud);
    expect(outcomesOf(report)[1]?.[2]).toMatchObject({ 'duration-covers-run': 'undecided' });
    expect(report.troubles).toEqual([
      '/Explore/Web/Nightly/events: its runs: activityLog: Informatica answered 403',
    ]);
    expect(code).toBe(2);
  });

  it('has one run unread, and is decided by the others', async () => {
    const odd = {
      ...logEntry('01CO2Z-task-short', { runId: 9, endedAt: '2026-09-30T00:00:00Z', seconds: 1 }),
    };
    const log = [{ ...odd, startTimeUtc: 'CANARY' }, ...organizationOf().log];
    const { code, report, stdout } = await swept(await exampleCloud({}, organizationOf(exampleTasks, log)));
    expect(outcomesOf(report)[0]?.[2]).toMatchObject({ 'duration-covers-run': 'pass' });
    expect(report.troubles).toHaveLength(1);
    expect({ code, told: stdout.includes('CANARY') }).toEqual({ code: 2, told: false });
  });
});

describe('exit code 3', () => {
  const loopback = 'http://127.0.0.1:9';
  it.each<[string, readonly string[], NodeJS.ProcessEnv]>([
    ['neither address', [], credentials],
    ['no credentials', ['--login-url', loopback], {}],
    ['a user without a password', ['--login-url', loopback], { INFORMATICA_USERNAME: 'CANARY-USER' }],
    ['a session without its address', ['--login-url', loopback], { INFORMATICA_SESSION_ID: 'CANARY' }],
    ['an address without https', ['--login-url', 'http://dm-us.example.com'], credentials],
    ['an address with a password', ['--login-url', 'https://u:CANARY@dm-us.example.com'], credentials],
    ['an address with a query', ['--login-url', 'https://dm-us.example.com/?x=CANARY'], credentials],
    ['what is no address', ['--login-url', 'dm-us CANARY'], credentials],
    ['a session id that is none', ['--base-url', loopback], { INFORMATICA_SESSION_ID: 'CANARY\r\nx: y' }],
    ['a password on the command line', ['--login-url', loopback, '--password', 'CANARY'], credentials],
    ['an argument', ['--login-url', loopback, 'package.zip'], credentials],
    ['hours that are none', ['--login-url', loopback, '--due', 'tonight'], credentials],
    ['no hours', ['--login-url', loopback, '--due', '0'], credentials],
    ['a folder that holds something else', ['--login-url', loopback, '--save', 'shared'], credentials],
  ])('for %s', async (_, words, environment) => {
    const { code, stdout, stderr } = await command(['sweep', ...words], { environment });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).not.toMatch(/CANARY/);
    expect(stderr).not.toBe('');
  });

  it('for a filter that matches nothing', async () => {
    const { code, stderr } = await swept(await exampleCloud(), ['--task', 'nobody']);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: 'sts-warden: --task and --folder match none of 3 tasks\n',
    });
  });
});
