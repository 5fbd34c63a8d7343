import { parseTime } from '../cloudtrail/time.ts';
import { type Fields, isObject } from '../json/value.ts';
import { listMember, objectOf } from './answer-members.ts';

const intervals = ['None', 'Minutely', 'Hourly', 'Daily', 'Weekly', 'Biweekly', 'Monthly'] as const;

/** A schedule of the organization. Times are milliseconds since 1970 UTC. */
export interface Schedule {
  readonly id: string | undefined;
  readonly federatedId: string | undefined;
  readonly name: string | undefined;
  readonly isEnabled: boolean;
  /** `undefined` where it is none that we know: nobody can say when it is due. */
  readonly interval: (typeof intervals)[number] | undefined;
  /** Of minutes, hours or days, by the interval. */
  readonly frequency: number;
  readonly startsAt: number | undefined;
  readonly endsAt: number | undefined;
  /** IANA name of the time zone whose clock it keeps; `undefined` where the answer names none, which means UTC. */
  readonly timeZone: string | undefined;
  /** The days of the week on which it runs, 0 for Sunday; empty where it names none. */
  readonly weekDays: readonly number[];
  /** The time of day between which it repeats, minutes since midnight; `undefined` where it repeats all day. */
  readonly range: { readonly from: number; readonly to: number } | undefined;
  readonly dayOfMonth: number | undefined;
  /** Which of the days of the month: 1 to 4, or -1 for the last. */
  readonly weekOfMonth: number | undefined;
  readonly dayOfWeek: number | undefined;
}

const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const weeks: Readonly<Record<string, number>> = { FIRST: 1, SECOND: 2, THIRD: 3, FOURTH: 4, LAST: -1 };

/**
 * Reads what `GET /public/core/v3/schedule` answers (REST API Reference, "Schedules", version 3; the names of the time
 * range as public answers have them and as the reference writes them). Throws MalformedAnswerError.
 */
export function readSchedules(value: unknown): Schedule[] {
  const what = 'answer of schedule';
  return listMember(objectOf(value, what), 'schedules', what).filter(isObject).map(scheduleOf);
}

function scheduleOf(fields: Fields): Schedule {
  const { status, frequency } = fields;
  return {
    id: textOf(fields.id),
    federatedId: textOf(fields.scheduleFederatedId),
    name: textOf(fields.name),
    // Nothing is hidden for a status that we do not know.
    isEnabled: String(status).toLowerCase() !== 'disabled',
    interval: intervals.find((name) => name.toLowerCase() === String(fields.interval).toLowerCase()),
    frequency: typeof frequency === 'number' && frequency >= 1 ? Math.floor(frequency) : 1,
    startsAt: timeOf(fields.startTime),
    endsAt: timeOf(fields.endTime),
    timeZone: textOf(fields.timeZoneId),
    weekDays: weekDaysOf(fields),
    range: rangeOf(
      fields.rangeStartTime ?? fields.startTimeRange,
      fields.rangeEndTime ?? fields.endTimeRange,
    ),
    dayOfMonth:
      typeof fields.dayOfMonth === 'number' && fields.dayOfMonth >= 1 ? fields.dayOfMonth : undefined,
    weekOfMonth: weeks[String(fields.weekOfMonth).toUpperCase()],
    dayOfWeek: dayOfWeek(fields.dayOfWeek),
  };
}

function weekDaysOf(fields: Fields): number[] {
  if (fields.weekDay === true) return [1, 2, 3, 4, 5];
  return dayNames.flatMap((name, day) => (fields[name] === true ? [day] : []));
}

function dayOfWeek(value: unknown): number | undefined {
  const day = typeof value === 'string' ? dayNames.indexOf(value.slice(0, 3).toLowerCase()) : -1;
  return day < 0 ? undefined : day;
}

function rangeOf(from: unknown, to: unknown): Schedule['range'] {
  const [first, last] = [minutesOf(from), minutesOf(to)];
  return first === undefined || last === undefined ? undefined : { from: first, to: last };
}

/** Minutes since midnight of a time of day, alone or at the end of a date. */
function minutesOf(value: unknown): number | undefined {
  const [, hours, minutes] =
    (typeof value === 'string' && /(?:^|[T ])(\d\d):(\d\d)(?::|$)/.exec(value)) || [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

function timeOf(value: unknown): number | undefined {
  const seconds = typeof value === 'string' ? parseTime(value) : undefined;
  return seconds === undefined ? undefined : seconds * 1000;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
