import { counted } from '../json/counted.ts';
import type { Paint } from './paint.ts';
import { paintSeverity } from './paint.ts';
import { printable } from './plain-text.ts';
import { sinceText } from './since-text.ts';
import type { SweepChanges, TaskFinding } from './sweep-changes.ts';
import type { SweepReport } from './sweep-report.ts';
import { namedDecisions } from './task-report.ts';
import { taskText } from './task-text.ts';
import { tasksSummary } from './tasks-summary.ts';
import { unknownText } from './unknown-text.ts';
import { unknownsOf } from './unknowns.ts';
import type { View } from './view.ts';

/** A sweep as text for a person: its tasks as `check` shows them, then what only a sweep knows. */
export function sweepText(report: SweepReport, view: View): string {
  const { paint } = view;
  const { changes, troubles, starts, leftOut } = printable(report);
  const sections = [
    ...(changes === undefined ? [] : changesText(changes, paint)),
    ...(troubles.length === 0
      ? []
      : [['Could not be read', ...troubles.map((line) => `  ${line}`)].join('\n')]),
    startsText(starts),
    ...leftOutText(leftOut),
    ...unknownText(unknownsOf(namedDecisions(report.tasks)), 'forSubmissions', paint),
    ...sinceText(report, paint),
    tasksSummary(report.tasks, report, paint),
  ];
  return `${[taskText(report, view), ...sections].join('\n\n')}\n`;
}

function changesText(changes: SweepChanges, paint: Paint): string[] {
  const lists: [string, readonly TaskFinding[]][] = [
    ['New', changes.new],
    ['Cleared', changes.cleared],
    ['Not looked at', changes.notLookedAt],
  ];
  const told = lists
    .filter(([, findings]) => findings.length > 0)
    .map(([title, findings]) =>
      [`${title} since ${changes.since}`, ...findings.map((finding) => line(finding, paint))].join('\n'),
    );
  const counts = [
    `${changes.new.length} new`,
    `${changes.cleared.length} cleared`,
    `${changes.stillThere.length} still there`,
    ...(changes.notLookedAt.length === 0 ? [] : [`${changes.notLookedAt.length} not looked at`]),
  ];
  return [...told, `Since ${changes.since}: ${counts.join(', ')}`];
}

function line({ severity, ruleId, task }: TaskFinding, paint: Paint): string {
  return `  ${paintSeverity(severity, paint)} ${ruleId}: ${task.folder}/${task.name}`;
}

function startsText({ schedule, hand, rest, other }: SweepReport['starts']): string {
  const known = counted(schedule + hand + rest + other, 'known run');
  const by = [`${schedule} by schedule`, `${hand} by hand`, `${rest} over REST`, `${other} otherwise`];
  return `${known}, started: ${by.join(', ')} (a gate sees those over REST alone)`;
}

function leftOutText({ byName, notDue }: SweepReport['leftOut']): string[] {
  const parts = [
    ...(byName === 0 ? [] : [`${counted(byName, 'task')} by --task and --folder`]),
    ...(notDue === 0 ? [] : [`${counted(notDue, 'task')} that are not known to be due so soon`]),
  ];
  return parts.length === 0 ? [] : [`Left out: ${parts.join(', ')}`];
}
