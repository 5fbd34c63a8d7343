import type { Violation } from '../contracts/result-contract.generated.ts';
import type { NotUnderstood } from '../informatica/export-package.ts';
import { counted } from '../json/counted.ts';
import { type Paint, paintSeverity } from './paint.ts';
import { plainTable } from './plain-table.ts';
import { printable } from './plain-text.ts';
import { gravestRule, type JudgedTask, type TaskReport, violationsOn } from './task-report.ts';

/** Tasks as text for a person: a line each, then what is wrong with which, how it is mended, and what could not be read. */
export function taskText(report: TaskReport, paint: Paint): string {
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
    ...tasks.flatMap((judged) => problems(judged, paint)),
    ...fixes(tasks),
    ...unknownAttributes(notUnderstood),
    summary(tasks, paint),
  ];
  return `${sections.join('\n\n')}\n`;
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

function problems(judged: JudgedTask, paint: Paint): string[] {
  const { name, folder, taskflows } = judged.task;
  const lines =
    'unreadable' in judged
      ? [`  could not be read: ${judged.unreadable}`]
      : judged.decision.violations.map((violation) => violationLine(violation, paint));
  const title = paint('bold', `${folder}/${name}`);
  const running = taskflows.length === 0 ? '' : `, run by ${taskflows.join(', ')}`;
  return lines.length === 0 ? [] : [[`${title}${running}`, ...lines].join('\n')];
}

function violationLine({ severity, ruleId, status, message }: Violation, paint: Paint): string {
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

function summary(tasks: readonly JudgedTask[], paint: Paint): string {
  const unreadable = tasks.filter((judged) => 'unreadable' in judged).length;
  const blocked = tasks.filter(
    (judged) => 'decision' in judged && judged.decision.decision === 'block',
  ).length;
  const parts = [
    counted(tasks.length, 'task'),
    `${blocked} blocked`,
    ...(unreadable === 0 ? [] : [`${unreadable} could not be read`]),
  ];
  return paint('bold', parts.join(', '));
}
