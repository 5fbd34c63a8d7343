import type { Violation } from '../contracts/result-contract.generated.ts';
import type { RuleMeta } from '../rules/rule.ts';
import { evidenceGradeText } from './evidence-grade-text.ts';
import { fieldsRead } from './fields-read.ts';
import { itemList, memberList, section } from './markdown-page.ts';
import { printable } from './plain-text.ts';

/** Why a violation is one, in Markdown that reads as plain text too: what was read, the values, the guideline, the fix. */
export function violationPage(
  violation: Violation,
  meta: RuleMeta,
  valuesOfInput: readonly string[] = [],
): string {
  const shown = printable(violation);
  const { id, ruleId, guideline, severity, status, message, remediation, references, exemption, observedAt } =
    shown;
  return [
    `# ${id}`,
    message,
    memberList({ rule: ruleId, guideline, severity, status, observed: observedAt }),
    ...(exemption === undefined ? [] : [`Exempted by \`${exemption.id}\` until ${exemption.expires}.`]),
    ...valueSections(shown, meta, valuesOfInput),
    '## What the rule demands',
    meta.description,
    '## How to fix it',
    remediation,
    '## Sources',
    itemList(references),
    '',
  ].join('\n\n');
}

/** What a violation, safe to print, is about, which values decided, where they are from, and which fields were read. */
export function valueSections(
  { subject, evidence }: Pick<Violation, 'subject' | 'evidence'>,
  meta: RuleMeta,
  valuesOfInput: readonly string[],
): string[] {
  const isOnSubmission = subject.kind === 'submission';
  const grade = evidenceGradeText(evidence.principalSource);
  return [
    ...section('What it is about', memberList(subject)),
    ...section('Values that decided', memberList(evidence)),
    ...section(
      'Where they are from',
      isOnSubmission ? 'The submission' : 'The record',
      grade === undefined ? '' : `Who requests is ${grade}`,
    ),
    ...section('Fields that the rule reads', fieldsRead(meta, isOnSubmission ? 'record' : 'submission')),
    ...section('Their values in the input', itemList(valuesOfInput)),
  ];
}
