import { counted } from '../json/counted.ts';
import type { Result, ResultKind, Results } from './result.ts';
import { type JudgedItem, nameOf } from './task-report.ts';

const unread: { readonly [Kind in ResultKind]: (report: Results[Kind]) => string[] } = {
  audit: ({ coverage, troubles = [] }) => [
    ...troubles,
    ...coverage.filesSkipped.map(({ path, reason }) => `${path}: ${reason}`),
    ...(coverage.recordsMalformed === 0 ? [] : [counted(coverage.recordsMalformed, 'malformed record')]),
    ...(coverage.interrupted ? [interruption] : []),
  ],
  check: ({ items, troubles }) => [...troubles, ...items.flatMap(unreadable)],
  sweep: ({ tasks, troubles }) => [...troubles, ...tasks.flatMap(unreadable)],
  access: ({ troubles = [] }) => [...troubles],
};

/** What an interrupted audit says of itself. */
export const interruption = 'interrupted: what came after is not judged';

/** What a result says could not be read, a line each. */
export function unreadIn<Kind extends ResultKind>({ kind, report }: Result<Kind>): string[] {
  return unread[kind](report);
}

function unreadable(item: JudgedItem): string[] {
  return 'unreadable' in item ? [`${nameOf(item)}: ${item.unreadable}`] : [];
}
