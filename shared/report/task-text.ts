import type { Finding, Violation } from '../contracts/result-contract.generated.ts';
import { findingsOf } from '../findings/findings-of.ts';
import type { NotUnderstood } from '../informatica/export-package.ts';
import { type Paint, paintSeverity } from './paint.ts';
import { plainTable } from './plain-table.ts';
import { printable } from './plain-text.ts';
import { gravestRule, type JudgedTask, type TaskReport, violationsOn } from './task-report.ts';
import type { View } from './view.ts';

/** Tasks as text for a person: a line each, then what is wrong with which, how it is mended, and what could not be read. */
export function taskText(report: TaskReport, view: View): string {
  const { tasks, notUnderstood } = printable(report);
  const head = ['Folder', 'Task', 'Decision', 'Gravest rule', 'Expected s', 'Shortest s'];
  const isAnyDue = tasks.some(({ task }) => task.due !== undefined);
  const sections = [
    isAnyDue
      ? plainTable(
          [...head, 'Due'],
          tasks.map((judged) => [...row(judged), judged.task.due ?? '']),
        )
      : plainTable(head, tasks.map(row)),
    ...tasks.flatMap((judged) => problems(judged, view)),
    ...fixes(tasks),
    ...unknownAttributes(notUnderstood),
  ];
  return sections.join('\n\n');
}

/** It begins with a slash: no name in a log is taken for a command that begins its line. */
function row(judged: JudgedTask): (string | number)[] {
  const { folder: named, name } = judged.task;
  const folder = named || '/';
  if ('unreadable' in judged) return [folder, name, 'UNREADABLE', '', '', ''];
  const { decision, expectedSeconds = '', shortestSeconds = '' } = judged;
  const answer = decision.decision === 'allow' ? 'allowed' : 'BLOCKED';
  return [folder, name, answer, gravestRule(decision), expectedSeconds, shortestSeconds];
}

function problems(judged: JudgedTask, view: View): string[] {
  const { name, folder, taskflows } = judged.task;
  const lines =
    'unreadable' in judged
      ? [`  could not be read: ${judged.unreadable}`]
      : foundLines(judged.decision.violations, view);
  const title = view.paint('bold', `${folder}/${name}`);
  const running = taskflows.length === 0 ? '' : `, run by ${taskflows.join(', ')}`;
  return lines.length === 0 ? [] : [[`${title}${running}`, ...lines].join('\n')];
}

function foundLines(violations: readonly Violation[], { paint, occurrences }: View): string[] {
  if (occurrences === true) return violations.map((violation) => foundLine(violation, paint));
  return findingsOf(violations).map((finding) => {
    const again = finding.occurrences === 1 ? '' : ` (${finding.occurrences} times)`;
    return `${foundLine(finding, paint)}${again}`;
  });
}

function foundLine({ severity, ruleId, status, message }: Finding | Violation, paint: Paint): string {
  const mark = status === 'violation' ? '' : ` [${status}]`;
  return `  ${paintSeverity(severity, paint)} ${ruleId}${mark}: ${message}`;
}

/** How each rule that is broken is mended, once. */
function fixes(tasks: readonly JudgedTask[]): string[] {
  const violations = violationsOn(tasks);
  const byRule = new Map(violations.map(({ ruleId, remediation }) => [ruleId, remediation]));
  if (byRule.size === 0) return [];
  return [['Fixes', ...[...byRule].map(([ruleId, remediation]) => `  ${ruleId}: ${remediation}`)].join('\n')];
}

function unknownAttributes(notUnderstood: readonly NotUnderstood[]): string[] {
  if (notUnderstood.length === 0) return [];
  const rows = notUnderstood.map(({ connector, name, where }) => [connector, name, where]);
  return [`Set, and not understood:\n${plainTable(['Connector', 'Attribute', 'First met in'], rows)}`];
}
