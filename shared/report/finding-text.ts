import type { Violation } from '../contracts/result-contract.generated.ts';
import { type Paint, paintSeverity } from './paint.ts';
import { printable } from './plain-text.ts';

/** A finding as a paragraph of text. */
export function findingText(violation: Violation, paint: Paint): string {
  const { ruleId, guideline, severity, status, message, subject, remediation, id, observedAt, exemption } =
    printable(violation);
  const source = guideline === 'beyond' ? '' : ` (${guideline})`;
  const mark = status === 'violation' ? '' : ` [${status}]`;
  return [
    `${paintSeverity(severity, paint)} ${paint('bold', ruleId)}${source}${mark} ${observedAt}`,
    `  ${message}`,
    ...subjectLines(subject),
    ...(exemption === undefined ? [] : [`  exempted   by ${exemption.id} until ${exemption.expires}`]),
    paint('dim', `  fix        ${remediation}`),
    paint('dim', `  id         ${id}`),
  ].join('\n');
}

/** Who, which role, which event or task; the JSON report has the rest. */
function subjectLines(subject: Violation['subject']): string[] {
  const {
    requester,
    accessKeyId,
    roleArn,
    sessionName,
    eventName,
    eventId,
    accountId,
    region,
    task,
    connection,
  } = subject;
  const lines: [string, (string | undefined)[]][] = [
    ['task', [task, subject.endpoints?.join(' → '), connection && `connection ${connection}`]],
    ['requester', [requester, accessKeyId]],
    ['role', [roleArn, sessionName && `session ${sessionName}`]],
    ['event', [eventName, eventId]],
    ['account', [accountId, region]],
  ];
  return lines.flatMap(([name, values]) => {
    const known = values.filter((value) => value !== undefined);
    return known.length === 0 ? [] : [`  ${name.padEnd(10)} ${known.join(', ')}`];
  });
}
