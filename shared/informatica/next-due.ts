import type { Schedule } from './schedule.ts';
import { instantOf, isTimeZone, type WallTime, wallTimeAt } from './zoned-time.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Days to look ahead; of what comes later nothing is said. */
const horizon = 70;

/**
 * When a schedule is due next, at `now` or after it: milliseconds since 1970 UTC, `never` where it is not due any more, and
 * `unknown` where the schedule says too little to tell.
 */
export function nextDue(schedule: Schedule, now: number): number | 'never' | 'unknown' {
  const { isEnabled, interval, startsAt, endsAt, timeZone = 'UTC' } = schedule;
  if (!isEnabled || (endsAt !== undefined && endsAt < now)) return 'never';
  if (interval === undefined || startsAt === undefined || !isTimeZone(timeZone)) return 'unknown';
  if (interval === 'Monthly' && !namesDayOfMonth(schedule)) return 'unknown';
  if (interval === 'None') return startsAt < now ? 'never' : startsAt;
  const from = Math.max(now, startsAt);
  const due = repeated(schedule, startsAt, from) ?? from + horizon * day;
  if (endsAt !== undefined && due > endsAt) return 'never';
  return due < from + horizon * day ? due : 'unknown';
}

function namesDayOfMonth({ dayOfMonth, weekOfMonth, dayOfWeek }: Schedule): boolean {
  return dayOfMonth !== undefined || (weekOfMonth !== undefined && dayOfWeek !== undefined);
}

/** The first repetition at `from` or after it. */
function repeated(schedule: Schedule, startsAt: number, from: number): number | undefined {
  const zone = schedule.timeZone ?? 'UTC';
  const start = wallTimeAt(startsAt, zone);
  const firstDay = midnight(wallTimeAt(from, zone));
  // The range of yesterday may end today.
  for (let ahead = -1; ahead < horizon; ahead++) {
    const today = firstDay + ahead * day;
    if (!runsOn(schedule, today, start)) continue;
    const times = timesOn(schedule, today, { startsAt, start, zone });
    const due = times.find((time) => time >= from);
    if (due !== undefined) return due;
  }
  return undefined;
}

function runsOn(schedule: Schedule, today: WallTime, start: WallTime): boolean {
  const { interval, frequency, weekDays } = schedule;
  const weekDay = new Date(today).getUTCDay();
  const isNamedDay = weekDays.length === 0 || weekDays.includes(weekDay);
  const daysSince = Math.round((today - midnight(start)) / day);
  if (interval === 'Daily') return isNamedDay && daysSince % frequency === 0;
  if (interval === 'Monthly') return isDayOfMonth(schedule, today);
  if (interval !== 'Weekly' && interval !== 'Biweekly') return isNamedDay;
  const isItsDay = weekDays.length > 0 ? isNamedDay : weekDay === new Date(start).getUTCDay();
  return isItsDay && (interval === 'Weekly' || weeksBetween(start, today) % 2 === 0);
}

function isDayOfMonth({ dayOfMonth, weekOfMonth, dayOfWeek }: Schedule, today: WallTime): boolean {
  const date = new Date(today);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  if (dayOfMonth !== undefined) return date.getUTCDate() === Math.min(dayOfMonth, last);
  if (date.getUTCDay() !== dayOfWeek) return false;
  if (weekOfMonth === -1) return date.getUTCDate() + 7 > last;
  return Math.ceil(date.getUTCDate() / 7) === weekOfMonth;
}

interface Beginning {
  readonly startsAt: number;
  readonly start: WallTime;
  readonly zone: string;
}

/** The instants at which it runs on a day, in order. */
function timesOn(schedule: Schedule, today: WallTime, { startsAt, start, zone }: Beginning): number[] {
  const { interval, frequency, range } = schedule;
  if (interval !== 'Minutely' && interval !== 'Hourly')
    return [instantOf(today + (start - midnight(start)), zone)];
  const nights = range !== undefined && range.to < range.from ? 1 : 0;
  const step = frequency * (interval === 'Minutely' ? minute : hour);
  const [opens, closes] = [
    instantOf(today + (range?.from ?? 0) * minute, zone),
    instantOf(range === undefined ? today + day - 1 : today + range.to * minute + nights * day, zone),
  ];
  const first = startsAt + Math.max(0, Math.ceil((opens - startsAt) / step)) * step;
  const times: number[] = [];
  for (let time = first; time <= closes; time += step) times.push(time);
  return times;
}

/** Whole weeks, from Sunday to Saturday, between two days. */
function weeksBetween(one: WallTime, other: WallTime): number {
  return Math.round((sunday(other) - sunday(one)) / (7 * day));
}

function sunday(wall: WallTime): WallTime {
  return midnight(wall) - new Date(wall).getUTCDay() * day;
}

function midnight(wall: WallTime): WallTime {
  return Math.floor(wall / day) * day;
}
