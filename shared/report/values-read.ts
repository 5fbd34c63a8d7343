import { pointerSegment } from '../json/schema-faults.ts';
import { isObject } from '../json/value.ts';
import type { RuleMeta } from '../rules/rule.ts';
import { originOf } from './fields-read.ts';
import { plainText } from './plain-text.ts';

/** More than a person reads of one field. */
const mostValues = 20;
const longestValue = 200;

/**
 * The values at the fields of a submission that a rule reads, a line each: JSON Pointer and value, or that there is none. The
 * document has been found valid, so that it holds no secret.
 */
export function valuesRead({ reads }: Pick<RuleMeta, 'reads'>, document: unknown): string[] {
  return reads
    .filter((field) => originOf(field) === 'submission')
    .flatMap((field) => {
      const steps = field.replaceAll('[]', '.*').split('.');
      const found = valuesAt(document, steps, '');
      const lines = found.slice(0, mostValues).map(([pointer, value]) => `${pointer}: ${shown(value)}`);
      const more = found.length - lines.length;
      return [...lines, ...(more > 0 ? [`${field}: ${more} more`] : [])];
    });
}

function valuesAt(value: unknown, [step, ...rest]: readonly string[], pointer: string): [string, unknown][] {
  if (step === undefined) return [[pointer, value]];
  if (step !== '*') return valuesAt(memberOf(value, step), rest, `${pointer}/${step}`);
  const members = isObject(value) || Array.isArray(value) ? Object.entries(value) : [];
  return members.flatMap(([name, member]) => valuesAt(member, rest, `${pointer}/${pointerSegment(name)}`));
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function shown(value: unknown): string {
  if (value === undefined) return 'absent';
  const text = plainText(typeof value === 'string' ? value : JSON.stringify(value));
  return text.length > longestValue ? `${text.slice(0, longestValue).toWellFormed()}…` : text;
}
