import { describe, expect, it } from 'vitest';
import { compliantRun, patched } from '../../shared/examples/compliant.ts';
import { parseRun } from '../../shared/sessions/parse-run.ts';
import { MalformedRunError } from '../../shared/sessions/run.ts';
import { caught } from '../support/hostile/caught.ts';

function refusalOf(value: unknown) {
  const error = caught<MalformedRunError>(() => parseRun(value));
  expect(error).toBeInstanceOf(MalformedRunError);
  return error.message;
}

describe('a run', () => {
  it('is read flat', () => {
    expect(parseRun(compliantRun)).toStrictEqual({
      id: 'run-1',
      taskId: 'task-1',
      startedAt: Date.UTC(2026, 8, 30, 8),
      endedAt: Date.UTC(2026, 8, 30, 8, 10),
      outcome: 'success',
      errorMessage: undefined,
      taskName: 'orders-daily',
    });
  });

  it('keeps what tells its sessions from those of others', () => {
    const own = {
      roleArns: ['arn:aws:iam::123456789012:role/stage'],
      sessionName: 'orders',
      sourceIdentity: 'etl',
      accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
    };
    expect(parseRun({ ...compliantRun, ...own })).toMatchObject(own);
  });

  it('takes a name without letters, and roles of which there is none, for nothing said', () => {
    const silent = { roleArns: [], sessionName: '', sourceIdentity: '' };
    expect(parseRun({ ...compliantRun, ...silent })).toStrictEqual(parseRun(compliantRun));
  });

  it.each([
    ['standard', 'standard'],
    ['advanced', 'advanced'],
    ['elastic', 'advanced'],
  ])('calls mode %s %s', (mode, read) => {
    expect(parseRun(patched(compliantRun, { task: { mode } })).mode).toBe(read);
  });

  it.each([
    ['goes on', { endedAt: null, outcome: null }, { endedAt: undefined, outcome: undefined }],
    ['has ended, nobody says how', { outcome: null }, { outcome: undefined }],
    ['has a task without an id', { task: { id: null } }, { taskId: undefined }],
    ['ended as it started', { endedAt: '2026-09-30T08:00:00Z' }, { endedAt: Date.UTC(2026, 8, 30, 8) }],
    [
      'has times in other zones',
      { endedAt: '2026-09-30T10:10:00+02:00' },
      { endedAt: Date.UTC(2026, 8, 30, 8, 10) },
    ],
    [
      'has parts of a second',
      { endedAt: '2026-09-30T08:10:00.250Z' },
      { endedAt: Date.UTC(2026, 8, 30, 8, 10, 0, 250) },
    ],
    [
      'failed',
      { outcome: 'failed', errorMessage: 'ExpiredToken' },
      { outcome: 'failed', errorMessage: 'ExpiredToken' },
    ],
    [
      'names what joins it to sessions',
      {
        roleArns: ['arn:aws:iam::123456789012:role/x'],
        sessionName: 'x',
        sourceIdentity: 'y',
        accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
      },
      {},
    ],
  ])('may be one that %s', (_, delta, expected) => {
    expect(parseRun(patched(compliantRun, delta))).toMatchObject({ id: 'run-1', ...expected });
  });

  it.each<[string, string, unknown]>([
    ['is text', '/ must be object', 'text'],
    ['is a list', '/ must be object', [compliantRun]],
    ['is null', '/ must be object', null],
    ['is nothing', '/ must be object', undefined],
    ['has another version', '/schemaVersion expected "1"', { schemaVersion: '2' }],
    ['has no id', '/ lacks the required property `runId`', { runId: null }],
    ['has an empty id', '/runId must NOT have fewer than 1 characters', { runId: '' }],
    ['has no task', '/ lacks the required property `task`', { task: null }],
    ['has a task without a name', '/task lacks the required property `name`', { task: { name: null } }],
    ['has no start', '/ lacks the required property `startedAt`', { startedAt: null }],
    ['has a number for its start', '/startedAt must be string', { startedAt: 1_790_841_600 }],
    ['has words for its start', '/startedAt must match format "date-time"', { startedAt: 'yesterday' }],
    [
      'has a start without a zone',
      '/startedAt must match format "date-time"',
      { startedAt: '2026-09-30T08:00:00' },
    ],
    [
      'has a day that does not exist',
      '/endedAt must match format "date-time"',
      { endedAt: '2026-02-30T08:00:00Z' },
    ],
    [
      'has an unknown outcome',
      '/outcome expected one of ["success","warning","failed","stopped"]',
      { outcome: 'Success' },
    ],
    ['has an unknown property', '/colour is not a known property', { colour: 'red' }],
    ['holds a secret', '/sessionToken is refused', { sessionToken: 'x' }],
    [
      'has a leap second, which no clock here has',
      'to be times that exist',
      { startedAt: '2016-12-31T23:59:60Z', endedAt: null, outcome: null },
    ],
    ['ends in a leap second', 'to be times that exist', { endedAt: '2026-12-31T23:59:60Z' }],
    [
      'ends before it starts',
      '/endedAt expected a time that is not before `startedAt`',
      { endedAt: '2026-09-30T07:59:59Z' },
    ],
    [
      'ends a millisecond before it starts',
      '/endedAt expected a time',
      { endedAt: '2026-09-30T07:59:59.999Z' },
    ],
    [
      'ends before it starts, in another zone',
      '/endedAt expected a time',
      { endedAt: '2026-09-30T09:10:00+02:00' },
    ],
    ['has an outcome and no end', '/outcome expected `endedAt` beside it', { endedAt: null }],
  ])('is refused where it %s', (_, message, delta) => {
    const isDelta = typeof delta === 'object' && delta !== null && !Array.isArray(delta);
    const refusal = refusalOf(isDelta ? patched(compliantRun, delta) : delta);
    expect(refusal).toMatch(/^malformed run: /);
    expect(refusal).toContain(message);
  });

  it('is refused with every fault and without a value', () => {
    const value = 'VALUE-THAT-MUST-NOT-BE-ECHOED';
    const refusal = refusalOf({ ...compliantRun, startedAt: value, outcome: value, runId: 7 });
    expect(refusal.split('; ')).toHaveLength(3);
    expect(refusal).not.toContain(value);
  });
});
