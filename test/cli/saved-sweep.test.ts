import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { answerOf, checked } from '../support/cli/check-command.ts';
import { command } from '../support/cli/command.ts';
import { swept } from '../support/cli/sweep-command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';
import { exampleCloud } from '../support/informatica/example-cloud.ts';
import {
  credentials,
  type ExampleTask,
  exampleLog,
  exampleTasks,
  handleOf,
  organizationOf,
} from '../support/informatica/example-organization.ts';
import { logEntry } from '../support/informatica/log-entries.ts';

async function savedSweep(tasks: readonly ExampleTask[] = exampleTasks, words: readonly string[] = []) {
  const folder = await temporaryFolder();
  const saved = folder.at('saved');
  const result = await swept(await exampleCloud({}, organizationOf(tasks)), ['--save', saved, ...words]);
  return { ...result, folder, saved };
}

/** The decisions of a list of results, without what a sweep alone knows. */
function decisionsOf(results: readonly object[]): object[] {
  return results.map((result) => {
    const { task, ...rest } = result as { task: { due?: string } };
    const { due: _, ...named } = task;
    return { task: named, ...rest };
  });
}

const saved = { schemaVersion: '1', sweptAt: 'x', findings: [], packages: [], troubles: [] };
const finding = {
  id: 'f1-0',
  ruleId: 'duration-covers-run',
  severity: 'high',
  message: 'x',
  task: { id: 't', name: 't', folder: '/Explore' },
};

/** Results without the file that they are in: a sweep has none. */
function withoutSource(all: readonly object[]): object[] {
  return all.map(({ source: _, ...result }: { readonly source?: unknown }) => result);
}

describe('a saved sweep', () => {
  it('is decided offline as it was over REST, the runs taken in', async () => {
    const { saved, report, code } = await savedSweep();
    const offline = await command(['check', '--format', 'json', '--runs', `${saved}/runs.jsonl`, saved]);
    expect(withoutSource(JSON.parse(offline.stdout))).toEqual(decisionsOf(report.tasks));
    expect(offline.code).toBe(code);
    const without = await checked([saved]);
    expect(answerOf(without.decisions[1], 'duration-covers-run')).not.toContain('violation');
  });

  it('of more than one package is decided in their order', async () => {
    const tasks = Array.from({ length: 1001 }, (_, index) => ({ id: `t${index}`, name: `mt_${index}` }));
    const { saved, report } = await savedSweep(tasks);
    const { decisions } = await checked([saved]);
    expect(await readdir(saved)).toEqual(['package-1.zip', 'package-2.zip', 'runs.jsonl', 'sweep.json']);
    expect(withoutSource(decisions)).toEqual(decisionsOf(report.tasks));
  });

  it('is its owner’s alone', async () => {
    const { saved } = await savedSweep();
    expect((await stat(saved)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(saved))
      expect((await stat(`${saved}/${name}`)).mode & 0o777).toBe(0o600);
  });

  it('says that a run died of expiry, however long its error is', async () => {
    const entry = logEntry(handleOf('task-short'), {
      runId: 1,
      endedAt: '2026-09-30T09:00:00.000Z',
      seconds: 1000,
      state: 3,
      errorMsg: `${'x'.repeat(5000)} The provided token has expired.`,
    });
    const folder = await temporaryFolder();
    const cloud = await exampleCloud({}, organizationOf(exampleTasks, [entry]));
    await swept(cloud, ['--save', folder.at('s')]);
    const { decisions } = await checked(['--runs', folder.at('s/runs.jsonl'), folder.at('s')]);
    expect(answerOf(decisions[0], 'duration-covers-run')).toContain('violation');
  });

  it('takes the place of an earlier one', async () => {
    const { saved, folder } = await savedSweep();
    await folder.write('saved/package-2.zip', 'of an earlier sweep');
    await swept(await exampleCloud({}, organizationOf(exampleTasks.slice(0, 1))), ['--save', saved]);
    expect(await readdir(saved)).toEqual(['package-1.zip', 'runs.jsonl', 'sweep.json']);
    expect((await checked([saved])).decisions).toHaveLength(1);
  });

  it('stays where a later one comes to nothing', async () => {
    const { saved } = await savedSweep();
    const before = await checked([saved]);
    const cloud = await exampleCloud();
    cloud.fail(/v3\/objects/, (response) => response.writeHead(403).end());
    expect((await swept(cloud, ['--save', saved])).code).toBe(2);
    expect(await readdir(saved)).toEqual(['package-1.zip', 'runs.jsonl', 'sweep.json']);
    expect(await checked([saved])).toEqual(before);
  });

  it('is written nowhere where something else is', async () => {
    const folder = await temporaryFolder();
    await folder.write('other/precious.txt', 'x');
    const { code, stderr } = await swept(await exampleCloud(), ['--save', folder.at('other')]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/expected an empty folder, or one that holds a sweep/);
    expect(await readdir(folder.at('other'))).toEqual(['precious.txt']);
  });

  it('is not written over a file that is only called like its own', async () => {
    const folder = await temporaryFolder();
    await folder.write('other/sweep.json', { precious: true });
    await folder.write('other/runs.jsonl', 'precious');
    const { code, stderr } = await swept(await exampleCloud(), ['--save', folder.at('other')]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/expected an empty folder, or one that holds a sweep/);
    expect(await readFile(folder.at('other/runs.jsonl'), 'utf8')).toBe('precious');
  });

  it('stays whole where two are saved in one folder at a time', async () => {
    const folder = await temporaryFolder();
    const [first, second] = [
      await exampleCloud(),
      await exampleCloud({}, organizationOf(exampleTasks.slice(0, 1))),
    ];
    const words = ['--save', folder.at('s')];
    let other: ReturnType<typeof swept> | undefined;
    // The second begins when the first has its package, and ends before it.
    first.fail(/activityLog/, (response) => {
      other = swept(second, words);
      void other.then(() => response.destroy());
    });
    const { code, report } = await swept(first, words);
    expect([code, (await other)?.code]).toEqual([1, 0]);
    expect(await readdir(folder.at('s'))).toEqual(['package-1.zip', 'runs.jsonl', 'sweep.json']);
    expect((await checked([folder.at('s')])).decisions).toHaveLength(report.tasks.length);
  });

  it('that cannot be kept takes nothing from the report', async () => {
    const folder = await temporaryFolder();
    const cloud = await exampleCloud();
    cloud.fail(/activityLog/, (response) => {
      void rm(folder.at('s'), { recursive: true }).then(() => response.destroy());
    });
    const { code, report, stderr } = await swept(cloud, ['--save', folder.at('s')]);
    expect(code).toBe(2);
    expect(report.tasks).toHaveLength(3);
    expect(stderr).toMatch(/cannot write --save `.*`: ENOENT/);
  });

  it('says what it could not read where it is decided again', async () => {
    const folder = await temporaryFolder();
    const endOfExport = (ids: readonly string[]) =>
      ids.includes('task-kms')
        ? { state: 'FAILED', message: 'no' }
        : { state: 'SUCCESSFUL', message: 'Export is ready.' };
    const cloud = await exampleCloud({ endOfExport });
    expect((await swept(cloud, ['--save', folder.at('s')])).code).toBe(2);
    const { code, stderr } = await command(['check', folder.at('s')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/the sweep could not read: .*köpfe: export: the job failed/);
  });

  it('that was not finished is none', async () => {
    const folder = await temporaryFolder();
    const cloud = await exampleCloud();
    cloud.fail(/v3\/objects/, (response) => response.writeHead(403).end());
    await swept(cloud, ['--save', folder.at('s')]);
    const { code, stderr } = await swept(await exampleCloud(), ['--since', folder.at('s')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/holds no saved sweep: sweep.json: no such file or folder/);
  });

  it('that Ctrl-C ended is none', async () => {
    const folder = await temporaryFolder();
    const cloud = await exampleCloud();
    let interrupt = () => {};
    cloud.fail(/activityLog/, (response) => {
      interrupt();
      response.destroy();
    });
    const onInterrupt = (callback: () => void) => {
      interrupt = callback;
    };
    const { code } = await swept(cloud, ['--save', folder.at('s')], { onInterrupt });
    expect(code).toBe(130);
    expect(await readdir(folder.at('s'))).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['that is no JSON', '{"CANARY'],
    ['of something else', { packages: ['package-1.zip'] }],
    ['that leads elsewhere', { sweptAt: 'x', findings: [], packages: ['../CANARY.zip'] }],
    ['with findings that are none', { sweptAt: 'x', findings: [{ id: 'CANARY' }], packages: [] }],
    ['with a severity that is none', { ...saved, findings: [{ ...finding, severity: 'CANARY' }] }],
    ['of a schema that is later', { ...saved, schemaVersion: '2' }],
  ])('%s is refused', async (_, content) => {
    const folder = await temporaryFolder();
    await folder.write('s/sweep.json', content);
    const { code, stderr } = await command(['check', folder.at('s')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/holds no saved sweep: sweep.json: /);
    expect(stderr).not.toMatch(/CANARY/);
  });
});

describe('since an earlier sweep', () => {
  const mended: ExampleTask = { id: 'task-kms', name: 'köpfe' };
  const [short, dies, kms] = exampleTasks as [ExampleTask, ExampleTask, ExampleTask];
  const worse: ExampleTask = { ...kms, id: 'task-new', name: 'new' };

  async function compared(tasks: readonly ExampleTask[], words: readonly string[] = []) {
    const { saved } = await savedSweep();
    const { report } = await swept(await exampleCloud({}, organizationOf(tasks)), [
      '--since',
      saved,
      ...words,
    ]);
    const changes = report.changes as Record<string, { ruleId: string; task: { name: string } }[]>;
    const names = (list: string) => [
      ...new Set(changes[list]?.map(({ ruleId, task }) => `${ruleId} ${task.name}`)),
    ];
    return {
      new: names('new'),
      cleared: names('cleared'),
      stillThere: names('stillThere'),
      notLookedAt: names('notLookedAt'),
    };
  }

  const [ofEvents, ofHeads] = ['duration-covers-run events', 'kms-unload-uses-iam-role köpfe'];
  it.each<[string, readonly ExampleTask[], readonly string[], object]>([
    ['nothing has changed', exampleTasks, [], { stillThere: [ofEvents, ofHeads] }],
    ['a task was mended', [short, dies, mended], [], { cleared: [ofHeads], stillThere: [ofEvents] }],
    ['a task is gone', [short, dies], [], { cleared: [ofHeads], stillThere: [ofEvents] }],
    [
      'a task is new',
      [...exampleTasks, worse],
      [],
      { new: ['kms-unload-uses-iam-role new'], stillThere: [ofEvents, ofHeads] },
    ],
    [
      'a task was not asked for',
      exampleTasks,
      ['--task', 'events'],
      { stillThere: [ofEvents], notLookedAt: [ofHeads] },
    ],
    [
      'a task cannot be read',
      [short, dies, { ...kms, more: { mappingId: '' } }],
      [],
      { stillThere: [ofEvents], notLookedAt: [ofHeads] },
    ],
    ['tasks are not due', exampleTasks, ['--due', '1'], { stillThere: [ofEvents, ofHeads] }],
  ])('%s', async (_, tasks, words, expected) => {
    const none = { new: [], cleared: [], stillThere: [], notLookedAt: [] };
    expect(await compared(tasks, words)).toEqual({ ...none, ...expected });
  });

  it('nothing is cleared because the list of tasks ends too early', async () => {
    const { saved } = await savedSweep();
    const cloud = await exampleCloud({ pageSize: 2 });
    cloud.fail(/objects.*skip=2/, (response) => response.end('{"count": 3, "objects": []}'));
    const { report } = await swept(cloud, ['--since', saved]);
    expect(report.changes).toMatchObject({ cleared: [], notLookedAt: [{ task: { name: 'köpfe' } }] });
  });

  it('nothing is cleared because the runs that showed it cannot be read', async () => {
    const { saved } = await savedSweep();
    const cloud = await exampleCloud();
    cloud.fail(/activityLog/, (response) => response.writeHead(403).end(), Number.POSITIVE_INFINITY);
    const { report } = await swept(cloud, ['--since', saved]);
    const { cleared, notLookedAt } = report.changes as Record<string, { ruleId: string }[]>;
    expect(cleared).toEqual([]);
    const ofEvents = { ruleId: 'duration-covers-run', task: { name: 'events' } };
    expect(notLookedAt).toMatchObject([ofEvents, ofEvents]);
  });

  it('in the same folder', async () => {
    const { saved } = await savedSweep();
    const { report } = await swept(await exampleCloud({}, organizationOf([short])), [
      '--since',
      saved,
      '--save',
      saved,
    ]);
    expect(report.changes).toMatchObject({ new: [], stillThere: [] });
    expect((report.changes as { cleared: unknown[] }).cleared).toHaveLength(3);
  });

  it('a person reads what is new and what is cleared', async () => {
    const { saved } = await savedSweep();
    const cloud = await exampleCloud({}, organizationOf([short, dies, mended, worse]));
    const { stdout } = await command(['sweep', '--since', saved, '--login-url', cloud.url], {
      environment: credentials,
    });
    expect(stdout).toContain(
      'New since 2026-10-01T12:00:00.000Z\n  HIGH kms-unload-uses-iam-role: /Explore/Sales/new\n',
    );
    expect(stdout).toContain(
      'Cleared since 2026-10-01T12:00:00.000Z\n  HIGH kms-unload-uses-iam-role: /Explore/Sales/köpfe\n',
    );
    expect(stdout).toContain('Since 2026-10-01T12:00:00.000Z: 1 new, 1 cleared, 2 still there\n');
  });
});

it('canaries in user, password, sessions and secrets of connections come out nowhere', async () => {
  const broken: ExampleTask = { id: 'broken', name: 'broken', more: { mappingId: '' } };
  const tasks = [...exampleTasks, broken];
  const folder = await temporaryFolder();
  for (const format of ['table', 'json', 'jsonl']) {
    const cloud = await exampleCloud({ callsOfSession: 4 }, organizationOf(tasks, exampleLog));
    const { stdout, stderr } = await command(
      ['sweep', '--format', format, '--login-url', cloud.url, '--save', folder.at('s')],
      { environment: credentials },
    );
    expect(stdout).toContain('orders');
    expect(stdout + stderr).not.toMatch(/CANARY/);
    expect(cloud.sessions.length).toBeGreaterThan(1);
  }
  for (const name of ['runs.jsonl', 'sweep.json'])
    expect(await readFile(folder.at(`s/${name}`), 'utf8')).not.toMatch(/CANARY/);
});
