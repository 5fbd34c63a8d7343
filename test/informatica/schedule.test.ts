import { describe, expect, it } from 'vitest';
import { dueTask } from '../../shared/informatica/due-task.ts';
import { nextDue } from '../../shared/informatica/next-due.ts';
import { readSchedules, type Schedule } from '../../shared/informatica/schedule.ts';

/** A schedule as `GET /public/core/v3/schedule` answers it. */
const daily = {
  id: '9dMjYg78QCpewd7iS939IzD0000000000002',
  scheduleFederatedId: '8o3SVtzcC4ocMmQhnP7mCv',
  name: 'nightly',
  status: 'enabled',
  frequency: 1,
  mon: false,
  sun: false,
  weekDay: false,
  dayOfMonth: 0,
  weekOfMonth: null,
  dayOfWeek: null,
  rangeStartTime: null,
  rangeEndTime: null,
  startTime: '2026-01-01T22:00:00.000Z',
  endTime: null,
  interval: 'Daily',
};

function schedule(delta: object = {}): Schedule {
  const [read] = readSchedules({ schedules: [{ ...daily, ...delta }] });
  if (read === undefined) throw new Error('no schedule');
  return read;
}

/** When the schedule is due next, seen from a time. 2026-10-01 is a Thursday. */
function due(delta: object, now = '2026-10-01T12:00:00Z'): string {
  const time = nextDue(schedule(delta), Date.parse(now));
  return typeof time === 'number' ? new Date(time).toISOString().slice(0, 16) : time;
}

describe('a schedule is due next', () => {
  it.each<[string, object, string]>([
    ['each day', {}, '2026-10-01T22:00'],
    ['each day, at a time that has passed today', { startTime: '2026-01-01T08:00:00Z' }, '2026-10-02T08:00'],
    ['every other day', { frequency: 2, startTime: '2026-09-28T08:00:00Z' }, '2026-10-02T08:00'],
    ['on weekdays', { weekDay: true }, '2026-10-01T22:00'],
    ['first after it has begun', { startTime: '2026-12-24T18:00:00Z' }, '2026-12-24T18:00'],
    ['once, in future', { interval: 'None', startTime: '2026-10-05T01:00:00Z' }, '2026-10-05T01:00'],
    ['once, in the past', { interval: 'None' }, 'never'],
    ['on a day of the week', { interval: 'Weekly', sun: true }, '2026-10-04T22:00'],
    ['on two days of the week', { interval: 'Weekly', sun: true, sat: true }, '2026-10-03T22:00'],
    ['on the day of the week of its start', { interval: 'Weekly' }, '2026-10-01T22:00'],
    [
      'every other week',
      { interval: 'Biweekly', startTime: '2026-09-20T22:00:00Z', sun: true },
      '2026-10-04T22:00',
    ],
    [
      'every other week, next week',
      { interval: 'Biweekly', startTime: '2026-09-27T22:00:00Z', sun: true },
      '2026-10-11T22:00',
    ],
    ['on a day of the month', { interval: 'Monthly', dayOfMonth: 15 }, '2026-10-15T22:00'],
    ['on the last day of a shorter month', { interval: 'Monthly', dayOfMonth: 31 }, '2026-10-31T22:00'],
    [
      'on the first Monday',
      { interval: 'Monthly', weekOfMonth: 'First', dayOfWeek: 'Monday' },
      '2026-10-05T22:00',
    ],
    [
      'on the last Friday',
      { interval: 'Monthly', weekOfMonth: 'LAST', dayOfWeek: 'fri' },
      '2026-10-30T22:00',
    ],
    ['each month, on no day that it names', { interval: 'Monthly' }, 'unknown'],
    ['each quarter of an hour', { interval: 'Minutely', frequency: 15 }, '2026-10-01T12:00'],
    [
      'each quarter of an hour, on Saturdays',
      { interval: 'Minutely', frequency: 15, sat: true },
      '2026-10-03T00:00',
    ],
    [
      'each hour within a range',
      { interval: 'Hourly', rangeStartTime: '06:00', rangeEndTime: '09:00' },
      '2026-10-02T06:00',
    ],
    [
      'each hour within a range, as the reference names it',
      { interval: 'Hourly', startTimeRange: '2026-01-01T14:00:00Z', endTimeRange: '2026-01-01T16:00:00Z' },
      '2026-10-01T14:00',
    ],
    [
      'each hour within a range that began yesterday',
      { interval: 'Hourly', rangeStartTime: '22:00', rangeEndTime: '13:30' },
      '2026-10-01T12:00',
    ],
    [
      'each hour within a range over midnight',
      { interval: 'Hourly', rangeStartTime: '23:00', rangeEndTime: '02:00' },
      '2026-10-01T23:00',
    ],
    ['nobody says when, later than in ten weeks', { frequency: 400 }, 'unknown'],
    ['not at all, where it ends before', { frequency: 400, endTime: '2026-11-01T00:00:00Z' }, 'never'],
    ['by the clock of its zone', { timeZoneId: 'America/New_York' }, '2026-10-01T21:00'],
    ['not when it is disabled', { status: 'Disabled' }, 'never'],
    ['as if enabled, in a status that nobody knows', { status: 'paused?' }, '2026-10-01T22:00'],
    ['not after its end', { endTime: '2026-10-01T21:00:00Z' }, 'never'],
    ['not when it has ended', { endTime: '2026-09-01T21:00:00Z' }, 'never'],
    ['nobody knows when, at an interval of its own', { interval: 'Yearly' }, 'unknown'],
    ['nobody knows when, in a zone of its own', { timeZoneId: 'Mars/Olympus' }, 'unknown'],
    ['nobody knows when, without a start', { startTime: 'tonight' }, 'unknown'],
  ])('%s', (_, delta, expected) => {
    expect(due(delta)).toBe(expected);
  });

  it('at the time of its clock on both sides of a change of it', () => {
    const delta = { timeZoneId: 'Europe/Berlin', startTime: '2026-07-01T00:30:00Z' };
    expect(due(delta, '2026-10-24T12:00:00Z')).toBe('2026-10-25T00:30');
    expect(due(delta, '2026-10-25T12:00:00Z')).toBe('2026-10-26T01:30');
    expect(due(delta, '2027-03-27T12:00:00Z')).toBe('2027-03-28T01:30');
  });
});

describe('a task is due', () => {
  const reading = { unreadable: 'x' };
  const taskflows: string[] = [];
  const calendar = { schedules: [schedule()], now: Date.parse('2026-10-01T12:00:00Z') };
  const run = {
    id: 'x',
    taskId: 'x',
    startedAt: 0,
    endedAt: 1,
    outcome: 'success',
    errorMessage: undefined,
  } as const;
  const started = (scheduleName?: string) => [{ run, starter: 'schedule' as const, scheduleName }];
  const readable = { taskflows, reading: { document: {} as never, submission: {} as never } };
  const at = Date.parse('2026-10-01T22:00:00Z');

  it.each<[string, Parameters<typeof dueTask>[0], Parameters<typeof dueTask>[1], ReturnType<typeof dueTask>]>(
    [
      ['by the federated id of its schedule', { ...readable, scheduleId: daily.scheduleFederatedId }, [], at],
      ['by the other id of its schedule', { ...readable, scheduleId: daily.id }, [], at],
      [
        'by the schedule that last started it',
        { ...readable, scheduleId: undefined },
        started('nightly'),
        at,
      ],
      [
        'nobody knows when, where its schedule is unknown',
        { ...readable, scheduleId: 'gone' },
        [],
        'unknown',
      ],
      [
        'nobody knows when, where it cannot be read',
        { reading, taskflows, scheduleId: undefined },
        [],
        'unknown',
      ],
      ['never, where it has no schedule', { ...readable, scheduleId: undefined }, started(), 'never'],
      [
        'nobody knows when, without a schedule, where its runs cannot be read',
        { ...readable, scheduleId: undefined },
        undefined,
        'unknown',
      ],
      [
        'nobody knows when, where only taskflows run it',
        { ...readable, scheduleId: undefined, taskflows: ['night'] },
        started(),
        'unknown',
      ],
    ],
  )('%s', (_, task, runs, expected) => {
    expect(dueTask(task, runs, calendar)).toBe(expected);
  });
});
