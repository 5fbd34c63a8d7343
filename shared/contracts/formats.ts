const dateOf = /^(\d{4})-(\d\d)-(\d\d)$/;
const dateAndTime = /^(\d{4}-\d\d-\d\d)[t\s](\d\d):(\d\d):(\d\d(?:\.\d+)?)(?:z|([+-])(\d\d)(?::?(\d\d))?)$/i;
const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day of the calendar, `2026-10-01` (RFC 3339, section 5.6, `full-date`). */
function isDate(text: string): boolean {
  const [, year, month, day] = (dateOf.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  const isLeapDay = month === 2 && day === 29 && (year % 400 === 0 || (year % 4 === 0 && year % 100 !== 0));
  return isLeapDay || (day >= 1 && day <= (daysOfMonth[month - 1] ?? 0));
}

/** A day and a time with its offset (RFC 3339, section 5.6, `date-time`); a second 60 is one at the end of a day of UTC. */
function isDateTime(text: string): boolean {
  const [, day = '', ...parts] = dateAndTime.exec(text) ?? [];
  const direction = parts[3] === '-' ? -1 : 1;
  const [hour = 0, minute = 0, second = 0, , offsetHours = 0, offsetMinutes = 0] = parts.map((part) =>
    Number(part ?? 0),
  );
  if (!isDate(day) || offsetHours > 23 || offsetMinutes > 59) return false;
  if (hour <= 23 && minute <= 59 && second < 60) return true;
  const utcMinute = minute - offsetMinutes * direction;
  const utcHour = hour - offsetHours * direction - (utcMinute < 0 ? 1 : 0);
  return second < 61 && [23, -1].includes(utcHour) && [59, -1].includes(utcMinute);
}

/** The formats that contracts name. They say what those of ajv-formats say, which would be a third of each validator. */
export const formats = { date: isDate, 'date-time': isDateTime };
