import type { RuleMeta } from '../rules/rule.ts';

/** What a field that a rule reads is a field of. */
type Origin = 'record' | 'submission' | 'policy' | 'besides';

const headings: Readonly<Record<Origin, string>> = {
  record: 'of the record',
  submission: 'of the submission',
  policy: 'of the policy',
  besides: 'known besides',
};
const submissionField = /^(?:task\.|connections\.|sources\[|targets\[)/;

/** Where the value of a field that a rule reads comes from, by the names that `meta.reads` uses. */
export function originOf(field: string): Origin {
  if (field.startsWith('policy ')) return 'policy';
  if (submissionField.test(field)) return 'submission';
  return /^[A-Za-z.[\]*]+$/.test(field) ? 'record' : 'besides';
}

/** The fields that a rule reads, as a list by where they come from; those of a record or of a submission may be left out. */
export function fieldsRead({ reads }: Pick<RuleMeta, 'reads'>, leftOut?: 'record' | 'submission'): string {
  const byOrigin = Map.groupBy(reads, originOf);
  return [...byOrigin]
    .filter(([origin]) => origin !== leftOut)
    .flatMap(([origin, fields]) => fields.map((field) => `- ${headings[origin]}: ${withoutOrigin(field)}`))
    .join('\n');
}

function withoutOrigin(field: string): string {
  return field.replace(/^policy /, '');
}
