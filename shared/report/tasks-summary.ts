import type { Decision, Finding } from '../contracts/result-contract.generated.ts';
import type { Since } from '../findings/compare-findings.ts';
import { counted } from '../json/counted.ts';
import { findingsCount, nounOf } from './findings-count.ts';
import type { Paint } from './paint.ts';
import { blocksForWantOfEvidence } from './want-of-evidence.ts';

interface Summarized {
  readonly findings: readonly Finding[];
  readonly since?: Since;
}

type Judged = { readonly decision: Decision } | { readonly unreadable: string };

/** What decisions come to, in one line; where nothing was decided, that is no good news. */
export function tasksSummary(
  tasks: readonly Judged[],
  { findings, since }: Summarized,
  paint: Paint,
): string {
  const decisions = tasks.flatMap((task) => ('decision' in task ? [task.decision] : []));
  const unread = tasks.length - decisions.length;
  if (decisions.length === 0) return paint('yellow', `Nothing was decided: ${nothingText(unread)}`);
  const blocked = decisions.filter(({ decision }) => decision === 'block').length;
  const text = [
    findingsCount(findings, `in ${counted(decisions.length, 'task')}`, nounOf(since)),
    `${blocked} blocked${ofThem(blocked, decisions.filter(blocksForWantOfEvidence).length)}`,
    ...(unread === 0 ? [] : [`${unread} could not be read`]),
  ].join('; ');
  return paint('bold', text);
}

function nothingText(unread: number): string {
  return unread === 0 ? 'no task was read.' : `${counted(unread, 'task')} could not be read.`;
}

function ofThem(blocked: number, withoutEvidence: number): string {
  if (withoutEvidence === 0) return '';
  return withoutEvidence === blocked
    ? ' for want of evidence'
    : `, ${withoutEvidence} of them for want of evidence`;
}
