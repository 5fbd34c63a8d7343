const iso = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?)?$/;
/** 0 stands for any digit. */
const plainUtc = '0000-00-00T00:00:00Z';
const zero = 0x30;
const nine = 0x39;
const zone = /([+-])(\d\d):?(\d\d)$/;
const dateLength = 10;
const english = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d)\s(AM|PM)$/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Reads a time as CloudTrail and its exports write it: ISO 8601, with a blank for the T and without a zone too (both
 * UTC), and the two English forms of `expiration` (`Jul 30, 2021 12:56:03 AM`, `Jul 30, 2024, 9:46:15 PM`).
 * Returns whole seconds since 1970 UTC; `undefined` where the text is no date of the years 2000 to 2099.
 * Source: CloudTrail User Guide, record contents; the English forms are read off real records.
 */
export function parseTime(text: string): number | undefined {
  // Every record passes here, and nearly all write it so.
  if (isPlainUtc(text)) return isoSeconds(text);
  if (iso.test(text)) return isoSeconds(text);
  const words = text.length < 40 ? english.exec(text) : null;
  return words === null ? undefined : englishSeconds(words);
}

/** Writes seconds since 1970 as `YYYY-MM-DDTHH:MM:SSZ`. */
export function formatTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** Whether a text is `2026-10-01T08:00:00Z` with whatever digits. */
function isPlainUtc(text: string): boolean {
  if (text.length !== plainUtc.length) return false;
  for (let at = 0; at < plainUtc.length; at++) {
    const code = text.charCodeAt(at);
    const isDigit = code >= zero && code <= nine;
    if (plainUtc.charCodeAt(at) === zero ? !isDigit : code !== plainUtc.charCodeAt(at)) return false;
  }
  return true;
}

/** Its digits stand at fixed places, and are read without cutting the text up. */
function isoSeconds(text: string): number | undefined {
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
  if (text.length === dateLength) return utcSeconds(year, month, day, 0, 0, 0);
  const [hour, minute, second] = [digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, 19)];
  const local = utcSeconds(year, month, day, hour, minute, second);
  const offset = text.endsWith('Z') ? null : zone.exec(text.slice(dateLength));
  if (local === undefined || offset === null) return local;
  const [, sign, hours, minutes] = offset;
  const seconds = Number(hours) * 3600 + Number(minutes) * 60;
  return sign === '-' ? local + seconds : local - seconds;
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + text.charCodeAt(at) - 48;
  return value;
}

function englishSeconds(words: RegExpExecArray): number | undefined {
  const [, month = '', day, year, hour, minute, second, half] = words;
  const twelve = Number(hour);
  if (twelve < 1 || twelve > 12) return undefined;
  const hours = (twelve % 12) + (half === 'PM' ? 12 : 0);
  return utcSeconds(
    Number(year),
    months.indexOf(month) + 1,
    Number(day),
    hours,
    Number(minute),
    Number(second),
  );
}

function utcSeconds(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (year < 2000 || year > 2099 || month < 1 || month > 12 || day < 1 || hour > 23) return undefined;
  if (minute > 59 || second > 60) return undefined;
  const lastDay = day > 28 ? new Date(Date.UTC(year, month, 0)).getUTCDate() : 28;
  if (day > lastDay) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}
