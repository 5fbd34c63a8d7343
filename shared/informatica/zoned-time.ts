/** A time as a clock on the wall shows it: milliseconds since 1970 as if that clock's zone were UTC. */
export type WallTime = number;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Whether the name is of a time zone that is known (IANA time zone database). */
export function isTimeZone(name: string): boolean {
  try {
    formatterOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** What a clock of the zone shows at an instant (milliseconds since 1970 UTC). */
export function wallTimeAt(instant: number, zone: string): WallTime {
  const parts = formatterOf(zone).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/**
 * The instant at which a clock of the zone shows a time. A time that the clock jumps over is as much later, and of one that it
 * shows twice the first counts.
 */
export function instantOf(wall: WallTime, zone: string): number {
  const dayBefore = wall - 86_400_000;
  const offsets = [dayBefore, wall + 86_400_000].map((near) => wallTimeAt(near, zone) - near);
  const candidates = offsets.map((offset) => wall - offset);
  const exact = candidates.filter((instant) => wallTimeAt(instant, zone) === wall);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formatters.set(timeZone, made);
  return made;
}
