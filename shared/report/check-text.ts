import { type CheckReport, titleOf } from './check-report.ts';
import { decisionText } from './decision-text.ts';
import { sinceText } from './since-text.ts';
import { namedDecisions } from './task-report.ts';
import { taskText } from './task-text.ts';
import { tasksSummary } from './tasks-summary.ts';
import { unknownText } from './unknown-text.ts';
import { unknownsOf } from './unknowns.ts';
import type { View } from './view.ts';

/** What was decided as text for a person: each submission, then the tasks of packages together, and what it comes to. */
export function* checkText(report: CheckReport, view: View): Generator<string> {
  const { items, notUnderstood } = report;
  const submissions = items.filter((item) => item.task === undefined);
  const tasks = items.filter((item) => item.task !== undefined);
  for (const item of submissions) yield decisionText(item.decision, titleOf(item), view);
  const sections = [
    ...(tasks.length === 0 ? [] : [taskText({ tasks, notUnderstood }, view)]),
    ...unknownText(unknownsOf(namedDecisions(items)), 'forSubmissions', view.paint),
    ...sinceText(report, view.paint),
    tasksSummary(items, report, view.paint),
  ];
  yield `${sections.join('\n\n')}\n`;
}
