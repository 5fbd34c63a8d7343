import type { Result, ResultKind, Results } from '../shared/report/result.ts';
import { isAsBefore, type JudgedItem } from '../shared/report/task-report.ts';
import { type FailLevel, reachesLevel } from './fail-level.ts';

const found: {
  readonly [Kind in ResultKind]: (report: Results[Kind], level: FailLevel) => boolean;
} = {
  audit: ({ violations }, level) => reachesLevel(violations, level),
  access: ({ violations }, level) => reachesLevel(violations, level),
  check: ({ items, since }, level) => items.some((item) => isItemFound(item, since, level)),
  sweep: ({ tasks, since }, level) => tasks.some((item) => isItemFound(item, since, level)),
};

/** Whether a result makes the exit code 1: of one with a baseline, by what is new. */
export function isFoundIn<Kind extends ResultKind>(
  { kind, report }: Result<Kind>,
  level: FailLevel,
): boolean {
  return found[kind](report, level);
}

function isItemFound(item: JudgedItem, since: Results['check']['since'], level: FailLevel): boolean {
  if ('unreadable' in item || isAsBefore(item.decision, since)) return false;
  const { decision, violations } = item.decision;
  return (decision === 'block' && level !== 'never') || reachesLevel(violations, level);
}
