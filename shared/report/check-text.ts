import type { CheckReport } from './check-report.ts';
import { decisionText } from './decision-text.ts';
import type { Paint } from './paint.ts';
import { taskText } from './task-text.ts';

/** What was decided as text for a person: each submission, then the tasks of packages together. */
export function checkText({ items, notUnderstood }: CheckReport, paint: Paint): string {
  const submissions = items.filter((item) => item.task === undefined);
  const tasks = items.filter((item) => item.task !== undefined);
  const texts = submissions.map(({ title, decision }) => decisionText(decision, title, paint));
  return texts.join('') + (tasks.length === 0 ? '' : taskText({ tasks, notUnderstood }, paint));
}
