import { describe, expect, it } from 'vitest';
import { patched } from '../../shared/examples/compliant.ts';
import { isActivityLogEntry, runOfLogEntry } from '../../shared/informatica/activity-log.ts';
import { MalformedRunError } from '../../shared/sessions/run.ts';
import { caught } from '../support/hostile/caught.ts';

/** An entry as `GET /api/v2/activity/activityLog` answers it. */
const entry: Record<string, unknown> = {
  '@type': 'activityLogEntry',
  id: '0100000B0000000000C1',
  type: 'MTT',
  objectId: '0100000B00000000000A',
  objectName: 'orders-daily',
  runId: 7,
  startTime: '2026-09-30T04:00:00.000Z',
  endTime: '2026-09-30T04:10:00.000Z',
  startTimeUtc: '2026-09-30T08:00:00.000Z',
  endTimeUtc: '2026-09-30T08:10:00.000Z',
  state: 1,
  runContextType: 'SCHEDULER',
  entries: [],
};

const read = {
  id: '0100000B00000000000A/7',
  taskId: '0100000B00000000000A',
  startedAt: Date.UTC(2026, 8, 30, 8),
  endedAt: Date.UTC(2026, 8, 30, 8, 10),
  outcome: 'success',
  errorMessage: undefined,
  taskName: 'orders-daily',
};

function runOf(delta: object) {
  return runOfLogEntry(patched(entry, delta));
}

describe('an entry of the activity log', () => {
  it('is read as a run of its task, by the times in UTC', () => {
    expect(runOf({})).toStrictEqual(read);
  });

  it('has the name of its task where that is text', () => {
    const { taskName: _, ...nameless } = read;
    expect(runOf({ objectName: null })).toStrictEqual(nameless);
    expect(runOf({ objectName: 7 })).toStrictEqual(nameless);
  });

  it.each([
    [1, 'success'],
    [2, 'warning'],
    [3, 'failed'],
  ])('in state %d ended with %s', (state, outcome) => {
    expect(runOf({ state })).toStrictEqual({ ...read, outcome });
  });

  it.each([0, 4, 5, -1, 1.5, 1e300, Number.NaN, '1', '3', 'SUCCESS', true, [1], {}, null, 'constructor'])(
    'in state %j is none of a run that is known to have ended',
    (state) => {
      expect(runOfLogEntry({ ...entry, state })).toBeUndefined();
    },
  );

  it('says nothing of a run that did not happen, whatever else it lacks', () => {
    expect(runOfLogEntry({ state: 0 })).toBeUndefined();
    expect(runOfLogEntry({})).toBeUndefined();
  });

  it.each([
    ['with the zone of UTC', '2026-09-30T08:10:00Z'],
    ['without a zone', '2026-09-30T08:10:00'],
    ['with parts of a second', '2026-09-30T08:10:00.999Z'],
    ['with a blank for the T', '2026-09-30 08:10:00'],
    ['in another zone', '2026-09-30T10:10:00+02:00'],
  ])('has its end %s', (_, endTimeUtc) => {
    expect(runOf({ endTimeUtc })).toStrictEqual(read);
  });

  it.each([
    ['a number', 7, '7'],
    ['a text', '7', '7'],
    ['0', 0, '0'],
  ])('has for its number %s', (_, runId, expected) => {
    expect(runOf({ runId })?.id).toBe(`0100000B00000000000A/${expected}`);
  });

  it.each([
    ['a text', 'The provided token has expired.', 'The provided token has expired.'],
    ['empty', '', ''],
    ['absent', null, undefined],
    ['a number', 7, undefined],
    ['a list', ['ExpiredToken'], undefined],
  ])('has its error message where that is text: %s', (_, errorMsg, expected) => {
    expect(runOf({ state: 3, errorMsg })).toStrictEqual({
      ...read,
      outcome: 'failed',
      errorMessage: expected,
    });
  });

  it.each<[string, object, string]>([
    ['lacks its task', { objectId: null }, '`objectId` to be text, got nothing'],
    ['has an empty task', { objectId: '' }, '`objectId` to be text'],
    ['has a number for its task', { objectId: 7 }, '`objectId` to be text, got a number'],
    ['lacks its number', { runId: null }, '`runId` to be a number, got nothing'],
    ['has a list for its number', { runId: [7] }, '`runId` to be a number, got an array'],
    ['lacks its start', { startTimeUtc: null }, '`startTimeUtc` to be text'],
    ['has words for its start', { startTimeUtc: 'yesterday' }, '`startTimeUtc` to be an ISO 8601 time'],
    ['lacks its end', { endTimeUtc: null }, '`endTimeUtc` to be text'],
    [
      'has a day that does not exist',
      { endTimeUtc: '2026-02-30T08:00:00Z' },
      '`endTimeUtc` to be an ISO 8601 time',
    ],
    ['has a number for its end', { endTimeUtc: 1_790_841_600 }, '`endTimeUtc` to be text, got a number'],
    [
      'ends before it starts',
      { endTimeUtc: '2026-09-30T07:59:59Z' },
      '/endedAt expected a time that is not before',
    ],
  ])('that %s is refused by the name of the member, without its value', (_, delta, message) => {
    const error = caught(() => runOf(delta));
    expect(error).toBeInstanceOf(MalformedRunError);
    expect(error.message).toContain(message);
    expect(error.message).not.toMatch(/yesterday|0100000B|2026/);
  });
});

describe('what is an entry', () => {
  it.each<[string, unknown, boolean]>([
    ['its type says so', { '@type': 'activityLogEntry' }, true],
    ['it has a start in UTC, whatever its type', { startTimeUtc: null }, true],
    ['a whole one', entry, true],
    ['another type', { '@type': 'activityLogEntryList' }, false],
    ['a run of this project’s contract', { runId: 'x', startedAt: 'y' }, false],
    ['nothing in it', {}, false],
    ['a list', [entry], false],
    ['text', 'activityLogEntry', false],
    ['null', null, false],
  ])('%s: %o is %s', (_, value, expected) => {
    expect(isActivityLogEntry(value)).toBe(expected);
  });
});
