import type { Decision } from '../shared/contracts/result-contract.generated.ts';
import { decide } from '../shared/evaluation/decide.ts';
import type { RuleBook } from '../shared/evaluation/rule-book.ts';
import type { PackagedTask } from '../shared/informatica/export-package.ts';
import { type DecidedTask, decidedTask, type JudgedTask } from '../shared/report/task-report.ts';
import type { Facts } from '../shared/rules/facts.ts';
import type { Submission } from '../shared/submission/submission.ts';

/** What submissions are judged by. */
export interface Judging {
  readonly book: RuleBook;
  readonly facts: Facts;
  readonly now: () => Date;
}

/** Decides a submission. */
export function judgeSubmission(submission: Submission, { book, facts, now }: Judging): DecidedTask {
  const evaluatedAt = now().toISOString();
  return decidedTask(decide(book, { submission, facts, evaluatedAt }), submission, facts);
}

/** Decides a task of a package, where it can be read. */
export function judgeTask(
  { id, name, folder, taskflows, reading }: PackagedTask,
  judging: Judging,
): JudgedTask {
  const task = { id, name, folder, taskflows };
  return 'unreadable' in reading
    ? { task, unreadable: reading.unreadable }
    : { task, ...judgeSubmission(reading.submission, judging) };
}

/** The rules that failed, a line each. */
export function faultLines(title: string, { results }: Decision): string[] {
  const faults = results.filter(({ outcome }) => outcome === 'fault');
  return faults.map(({ ruleId }) => `${title}: the rule ${ruleId} failed`);
}
