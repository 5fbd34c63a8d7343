import { type Paint, paintSeverity } from './paint.ts';
import { printable } from './plain-text.ts';
import type { Violation } from './result-contract.generated.ts';

/** A finding as a paragraph of text. */
export function findingText(violation: Violation, paint: Paint): string {
  const { ruleId, guideline, severity, status, message, subject, remediation, id, observedAt, exemption } =
    printable(violation);
  const source = guideline === 'beyond' ? '' : ` (${guideline})`;
  const mark = status === 'violation' ? '' : ` [${status}]`;
  return [
    `${paintSeverity(severity, paint)} ${paint('bold', ruleId)}${source}${mark} ${observedAt}`,
    `  ${message}`,
    `  ${subjectText(subject)}`,
    ...(exemption === undefined ? [] : [`  exempted by ${exemption.id} until ${exemption.expires}`]),
    paint('dim', `  fix: ${remediation}`),
    paint('dim', `  ${id}`),
  ].join('\n');
}

function subjectText({ kind: _kind, eventTime: _time, ...members }: Violation['subject']): string {
  return Object.entries(members)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(' → ') : value}`)
    .join(', ');
}
