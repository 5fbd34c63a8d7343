import type { Violation } from '../contracts/result-contract.generated.ts';
import { type Paint, paintSeverity } from './paint.ts';
import { printable } from './plain-text.ts';

/** A violation as a paragraph of text. */
export function violationText(violation: Violation, paint: Paint): string {
  const shown = printable(violation);
  const { ruleId, guideline, severity, status, message, remediation, id, observedAt, exemption } = shown;
  const source = guideline === 'beyond' ? '' : ` (${guideline})`;
  const mark = status === 'violation' ? '' : ` [${status}]`;
  return [
    `${paintSeverity(severity, paint)} ${paint('bold', ruleId)}${source}${mark} ${observedAt}`,
    `  ${message}`,
    ...subjectLines(shown),
    ...(exemption === undefined ? [] : [`  exempted   by ${exemption.id} until ${exemption.expires}`]),
    paint('dim', `  fix        ${remediation}`),
    paint('dim', `  id         ${id}`),
  ].join('\n');
}

/** Who, which role, which event or task; the JSON report has the rest. */
function subjectLines({ subject, evidence }: Violation): string[] {
  const { requester, accessKeyId, roleArn, sessionName, eventName, eventId, accountId, region, task } =
    subject;
  const connection = evidence.connectionName ?? subject.connection;
  const named = connection && `connection ${connection}${subject.hop === 'database' ? ' (database)' : ''}`;
  const lines: [string, (string | undefined)[]][] = [
    ['task', [task, subject.endpoints?.join(' → '), named]],
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
