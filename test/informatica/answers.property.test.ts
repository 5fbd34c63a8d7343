import { anything, assert, constantFrom, integer, property, record } from 'fast-check';
import { expect, it } from 'vitest';
import { readActivityPage } from '../../shared/informatica/activity-page.ts';
import { readExportJob } from '../../shared/informatica/export-job.ts';
import { readLoginAnswer } from '../../shared/informatica/login-answer.ts';
import { MalformedAnswerError } from '../../shared/informatica/malformed-answer.ts';
import { nextDue } from '../../shared/informatica/next-due.ts';
import { readObjectPage } from '../../shared/informatica/object-page.ts';
import { readSchedules } from '../../shared/informatica/schedule.ts';
import { instantOf, wallTimeAt } from '../../shared/informatica/zoned-time.ts';

const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
/** Times of 2026 and 2027. */
const instants = integer({ min: Date.UTC(2026, 0) / 1000, max: Date.UTC(2028, 0) / 1000 }).map(
  (s) => s * 1000,
);

it.each<[string, (value: unknown) => unknown]>([
  ['login', readLoginAnswer],
  ['objects', readObjectPage],
  ['export', readExportJob],
  ['schedules', readSchedules],
  ['activity log', (value) => readActivityPage(value, 'x')],
])('whatever JSON comes, the reader of %s reads it or says that it is none', (_, read) => {
  expect.hasAssertions();
  const members = record({
    count: anything(),
    objects: anything(),
    schedules: anything(),
    products: anything(),
    userInfo: anything(),
    id: anything(),
    status: anything(),
  });
  for (const values of [anything(), members])
    assert(
      property(values, (value) => {
        try {
          read(JSON.parse(JSON.stringify(value) ?? 'null'));
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedAnswerError);
        }
      }),
    );
});

it('a clock shows the time at the instant at which it shows it', () => {
  assert(
    property(instants, constantFrom(...zones), (instant, zone) => {
      const wall = wallTimeAt(instant, zone);
      expect(wallTimeAt(instantOf(wall, zone), zone)).toBe(wall);
    }),
  );
});

it('what is due is not due before now, and again at that time', () => {
  const values = record({
    interval: constantFrom('None', 'Minutely', 'Hourly', 'Daily', 'Weekly', 'Biweekly', 'Monthly'),
    frequency: integer({ min: 0, max: 40 }),
    startTime: instants.map((instant) => new Date(instant).toISOString()),
    timeZoneId: constantFrom(...zones),
    sun: constantFrom(true, false),
    wed: constantFrom(true, false),
    dayOfMonth: integer({ min: 0, max: 31 }),
    rangeStartTime: constantFrom(null, '06:00', '22:00'),
    rangeEndTime: constantFrom(null, '07:30', '23:00'),
  });
  assert(
    property(values, instants, (value, now) => {
      const [schedule] = readSchedules({ schedules: [value] });
      const due = schedule && nextDue(schedule, now);
      if (typeof due !== 'number') return;
      expect(due).toBeGreaterThanOrEqual(now);
      expect(schedule && nextDue(schedule, due)).toBe(due);
    }),
  );
});
