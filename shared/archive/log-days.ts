import type { TimeRange } from './time-range.ts';

const daySeconds = 86_400;
/** After its event a log file is delivered within minutes; what an outage of CloudTrail holds up is later still. */
const mostLateSeconds = daySeconds;
/** Seconds since 1970 UTC. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The folders in which CloudTrail puts files: of a year, a month, a day. Digests and Insights hold no record of a call.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
 */
const dated =
  /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]{10,32}\/)?\d{12}\/CloudTrail(?:-Digest|-Insight)?\/[a-z]+(?:-[a-z]+)+-\d+\/(\d{4})(?:\/(\d\d)(?:\/(\d\d))?)?$/;
/** The folders above them. */
const above =
  /(?:^|\/)AWSLogs(?:\/o-[a-z0-9]{10,32})?(?:\/\d{12}(?:\/CloudTrail(?:-Digest|-Insight)?(?:\/[a-z]+(?:-[a-z]+)+-\d+)?)?)?$/;

/**
 * Whether all files of a folder, by its path without a slash at the end, are of events before or after some times;
 * `undefined` where they may be of them, or the folder is none in which CloudTrail puts the files of a year, month or day.
 * Its date is that of the delivery (UTC).
 */
export function besideTimes(folder: string, { from, to }: TimeRange): 'earlier' | 'later' | undefined {
  const span = spanOf(folder);
  if (span === undefined) return undefined;
  if (from !== undefined && span.end <= from) return 'earlier';
  return to !== undefined && span.start - mostLateSeconds >= to ? 'later' : undefined;
}

/** Whether a folder is that of a day, in which files lie. */
export function isOfDay(folder: string): boolean {
  return dated.exec(folder)?.[3] !== undefined && spanOf(folder) !== undefined;
}

/** Whether folders of years, months or days may lie in a folder, by where CloudTrail puts them. */
export function leadsToDays(folder: string): boolean {
  return above.test(folder) || (spanOf(folder) !== undefined && !isOfDay(folder));
}

function spanOf(folder: string): Span | undefined {
  const [, year, month, day] = dated.exec(folder) ?? [];
  if (year === undefined) return undefined;
  const [y, m, d] = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)];
  const start = new Date(Date.UTC(y, m, d));
  if (start.getUTCMonth() !== m || start.getUTCDate() !== d) return undefined;
  const end = new Date(start);
  if (day !== undefined) end.setUTCDate(d + 1);
  else if (month !== undefined) end.setUTCMonth(m + 1);
  else end.setUTCFullYear(y + 1);
  return { start: start.getTime() / 1000, end: end.getTime() / 1000 };
}
