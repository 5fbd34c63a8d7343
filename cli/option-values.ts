import { InvalidArgumentError, Option } from 'commander';
import { parseTime } from '../shared/cloudtrail/time.ts';

/** Reads `--from` and `--to`: ISO 8601, UTC where it names no zone; seconds since 1970. */
export function timeOption(text: string): number {
  const time = /^\d{4}-/.test(text) ? parseTime(text) : undefined;
  if (time === undefined)
    throw new InvalidArgumentError('expected ISO 8601, like 2026-10-01 or 2026-10-01T08:00:00Z');
  return time;
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
