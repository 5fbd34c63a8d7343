import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compliantRun, compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { answerOf, checked } from '../support/cli/check-command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const rule = 'duration-covers-run';
const submission = patched(compliantSubmission, { task: { id: 'task-1', expectedRunSeconds: null } });
const run = (runId: string, delta: object = {}) => patched(compliantRun, { runId, ...delta });
const three = [run('1'), run('2'), run('3')];
const entry = (runId: number, delta: object = {}) => ({
  '@type': 'activityLogEntry',
  id: `0100010Z0000000000${runId}`,
  type: 'MTT',
  objectId: 'task-1',
  objectName: 'orders-daily',
  runId,
  startTime: '2026-09-30T10:00:00.000Z',
  startTimeUtc: '2026-09-30T08:00:00.000Z',
  endTimeUtc: '2026-09-30T08:10:00.000Z',
  state: 1,
  ...delta,
});
const lines = (...values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');

async function checkWith(runs: unknown, more: readonly string[] = []) {
  const folder = await temporaryFolder();
  const [file, task] = [await folder.write('runs.jsonl', runs), await folder.write('task.json', submission)];
  const { code, decisions, stderr } = await checked(['--runs', file, ...more, task]);
  return { code, stderr, file, answer: answerOf(decisions[0], rule), violations: decisions[0]?.violations };
}

describe('check --runs reads', () => {
  it.each<[string, unknown]>([
    ['lines of runs', lines(...three)],
    ['lines with Windows’ ends, and empty ones', lines(...three).replaceAll('\n', '\r\n\r\n')],
    ['an array of runs', three],
    ['what was compressed', gzipSync(lines(...three))],
    ['a saved answer of Informatica’s activityLog', [entry(1), entry(2), entry(3, { state: 2 })]],
    ['lines of it, without its type', lines(...[1, 2, 3].map((n) => entry(n, { '@type': undefined })))],
  ])('%s', async (_, runs) => {
    expect(await checkWith(runs)).toMatchObject({ code: 0, answer: 'pass', stderr: '' });
  });

  it('one run', async () => {
    const died = run('1', {
      outcome: 'failed',
      errorMessage: 'ExpiredToken',
      endedAt: '2026-09-30T08:15:00Z',
    });
    const { code, answer, violations } = await checkWith(died);
    expect({ code, answer }).toEqual({ code: 1, answer: 'violation' });
    expect(violations?.[0]?.evidence).toMatchObject({ diedRuns: 1, knownRuns: 1 });
  });

  it('what failed in the activity log, by its message', async () => {
    const died = { state: 3, errorMsg: 'Error Code: ExpiredToken', endTimeUtc: '2026-09-30T08:20:00.000Z' };
    expect(await checkWith([entry(1), entry(2), entry(3), entry(4, died)])).toMatchObject({
      code: 1,
      answer: 'violation',
    });
  });
});

describe('check --runs knows nothing from', () => {
  it.each<[string, unknown]>([
    ['runs of another task', three.map((one) => patched(one, { task: { id: 'task-2' } }))],
    ['runs that go on', three.map((one) => patched(one, { endedAt: null, outcome: null }))],
    ['runs that were stopped', three.map((one) => patched(one, { outcome: 'stopped' }))],
    ['runs of which nobody says how they ended', three.map((one) => patched(one, { outcome: null }))],
    ['one run, told three times', [run('1'), run('1'), run('1')]],
    ['states that nobody knows', [entry(1, { state: 0 }), entry(2, { state: 7 }), entry(3, { state: '1' })]],
    ['entries without a state', [1, 2, 3].map((n) => entry(n, { state: undefined }))],
    ['an empty list', []],
  ])('%s: undecided, never a pass', async (_, runs) => {
    expect(await checkWith(runs)).toMatchObject({ code: 0, answer: 'undecided expected-run-seconds' });
  });

  it('runs of other tasks, and says so', async () => {
    const others = ['task-2', 'task-3'].map((id) => patched(run(id), { task: { id } }));
    const said = '--runs: has runs of 2 tasks, and none of what is checked: runs are joined by `task.id`';
    expect((await checkWith(others)).stderr).toBe(`sts-warden: ${said}\n`);
    expect((await checkWith(others, ['--quiet'])).stderr).toBe('');
    expect((await checkWith([...others, run('1')])).stderr).toBe('');
  });
});

describe('check --runs names what it cannot read, and decides by the rest', () => {
  it.each<[string, string, RegExp]>([
    ['a line that is not JSON', '{"schemaVersion": "1",\n', /, line 4: not JSON/],
    [
      'a run that ends before it starts',
      lines(run('4', { endedAt: '2026-09-30T07:59:59Z' })),
      /, line 4: .*\/endedAt expected a time that is not before/,
    ],
    [
      'an outcome without an end',
      lines(run('4', { endedAt: null })),
      /, line 4: .*\/outcome expected `endedAt` beside it/,
    ],
    ['an unknown outcome', lines(run('4', { outcome: 'exploded' })), /, line 4: .*\/outcome expected one of/],
    ['a secret', lines(run('4', { password: 'S3CR3T' })), /, line 4: .*\/password is refused/],
    ['an entry without times', lines(entry(4, { startTimeUtc: undefined })), /, line 4: .*`startTimeUtc`/],
    [
      'an entry with a local time that is none',
      lines(entry(4, { endTimeUtc: 'yesterday' })),
      /, line 4: .*`endTimeUtc`/,
    ],
    ['a submission', lines(compliantSubmission), /, line 4: malformed run/],
    ['a number', '7\n', /, line 4: malformed run: \/ must be object/],
  ])('%s', async (_, last, trouble) => {
    const { code, answer, stderr, file } = await checkWith(lines(...three) + last);
    expect(stderr).toMatch(trouble);
    expect(stderr).toContain(file);
    expect(stderr).not.toContain('S3CR3T');
    expect({ code, answer }).toEqual({ code: 2, answer: 'pass' });
  });

  it('a file of something else, in a few lines', async () => {
    const { code, stderr } = await checkWith('{}\n'.repeat(1000));
    expect(stderr.split('\n').filter((line) => line.includes('malformed run:'))).toHaveLength(20);
    expect(stderr).toContain('and 980 more malformed runs');
    expect(code).toBe(2);
  });

  it('an empty file', async () => {
    const { code, stderr } = await checkWith('');
    expect(stderr).toMatch(/runs\.jsonl`: the file is empty/);
    expect(code).toBe(2);
  });

  it('no file at all', async () => {
    const folder = await temporaryFolder();
    const task = await folder.write('task.json', submission);
    const { code, stderr } = await checked(['--runs', folder.at('none.jsonl'), task]);
    expect(stderr).toMatch(/none\.jsonl`: no such file/);
    expect(code).toBe(2);
  });
});
