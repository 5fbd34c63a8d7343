import { isNothingJudged } from '../shared/audit/nothing-judged.ts';
import { notJudged } from '../shared/report/access-summary.ts';
import type { Result, ResultKind, Results } from '../shared/report/result.ts';
import { type JudgedItem, nameOf } from '../shared/report/task-report.ts';
import { allLeftOut } from '../shared/report/unread-text.ts';
import { troublesIn } from './archive-troubles.ts';
import type { Ends } from './conclude.ts';
import type { FailLevel } from './fail-level.ts';
import { isFoundIn } from './found-in.ts';
import { faultLines } from './judge-task.ts';
import { abridged } from './tell.ts';

type ToldEnds = Omit<Ends, 'isFound' | 'interrupted'>;

const ends: { readonly [Kind in ResultKind]: (report: Results[Kind]) => ToldEnds } = {
  audit: ({ coverage, troubles = [] }) => ({
    troubles,
    reportedTroubles: troublesIn(coverage),
    nothingJudged: coverage.interrupted ? undefined : nothingAudited(coverage),
  }),
  access: ({ principals, outOfScope, leftOut, isJudged, troubles = [] }) => ({
    troubles,
    nothingJudged:
      principals.length + outOfScope + leftOut === 0
        ? 'there is no user and no role in what was read'
        : undefined,
    notes: isJudged ? [] : [notJudged],
  }),
  check: ({ items, troubles, notUnderstood }) => ({
    troubles,
    reportedTroubles: items.flatMap((item) => itemTroubles(item, `${nameOf(item)} (${item.source.path})`)),
    notes: abridged(
      notUnderstood.map(({ connector, name, where }) => `${connector}: ${name} (${where})`),
      'attribute',
    ).map((line) => `set, and not understood: ${line}`),
  }),
  sweep: ({ tasks, troubles }) => ({
    troubles: [],
    reportedTroubles: [
      ...abridged(troubles, 'part'),
      ...abridged(
        tasks.flatMap((item) => itemTroubles(item, nameOf(item))),
        'task',
      ),
    ],
  }),
};

/** What a result says of itself beside what was found: the same when it is made and when it is read again. */
export function endsOf<Kind extends ResultKind>(result: Result<Kind>, failLevel: FailLevel): Ends {
  const { kind, report } = result;
  const { notes = [], ...told } = ends[kind](report);
  return { ...told, isFound: isFoundIn(result, failLevel), notes: [...notes, ...sinceNotes(report)] };
}

function nothingAudited(coverage: Results['audit']['coverage']): string | undefined {
  if (!isNothingJudged(coverage)) return undefined;
  return `scope and filters leave out ${allLeftOut(coverage)}`;
}

/** Why it could not be read, or the rules that failed on it, a line each. */
function itemTroubles(item: JudgedItem, title: string): string[] {
  return 'unreadable' in item ? [`${title}: ${item.unreadable}`] : faultLines(title, item.decision);
}

/** Formats for machines may have no place for what is gone. */
function sinceNotes({ since, findings }: Results[ResultKind]): string[] {
  if (since === undefined) return [];
  const { baseline, gone, known } = since;
  return [`since \`${baseline}\`: ${findings.length} new, ${gone.length} gone, ${known} still there`];
}
