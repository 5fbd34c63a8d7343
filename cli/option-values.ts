import { InvalidArgumentError, Option } from 'commander';
import { parseTime } from '../shared/cloudtrail/time.ts';

/** A time that somebody named: seconds since 1970, of which an age depends on what time it is now. */
export type NamedTime = (now: Date) => number;

const secondsOf = { m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
const age = /^(\d{1,6})([mhdw])$/;

/** Reads `--from` and `--to`: ISO 8601, UTC where it names no zone, or an age such as `24h` and `7d`. */
export function timeOption(text: string): NamedTime {
  const [, count, unit] = age.exec(text) ?? [];
  if (count !== undefined) {
    const seconds = Number(count) * secondsOf[unit as keyof typeof secondsOf];
    return (now) => Math.floor(now.getTime() / 1000) - seconds;
  }
  const time = /^\d{4}-/.test(text) ? parseTime(text) : undefined;
  if (time === undefined)
    throw new InvalidArgumentError(
      'expected ISO 8601, like 2026-10-01 or 2026-10-01T08:00:00Z, or an age, like 24h or 7d',
    );
  return () => time;
}

/** Reads a positive whole number. */
export function countOption(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count) || count < 1) {
    throw new InvalidArgumentError('expected a whole number above 0');
  }
  return count;
}

/** Collects the values of an option that may be given several times. */
export function listOption(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** `--occurrences`, of commands whose tables have findings. */
export function occurrencesOption(): Option {
  return new Option('--occurrences', 'show every violation, and not the findings that they are');
}

/** `--iam`, where what IAM says is one fact of several. */
export function iamOption(): Option {
  return new Option(
    '--iam <file>',
    'decides who has access of their own and how long roles may be assumed: the output of `aws iam get-account-authorization-details`, and of `aws iam list-roles` (may be repeated)',
  ).argParser(listOption);
}
