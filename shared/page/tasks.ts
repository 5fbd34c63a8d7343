import type { Decision, RuleResult } from '../contracts/result-contract.generated.ts';
import { severities } from '../findings/gravest-first.ts';
import { type JudgedItem, nameOf, type TaskRun } from '../report/task-report.ts';
import { blocksForWantOfEvidence } from '../report/want-of-evidence.ts';
import { html, type Markup } from './markup.ts';
import { moreMarkup, mostOf } from './most-shown.ts';
import { runSquares } from './run-squares.ts';
import type { Section } from './section.ts';
import { timeMarkup } from './time-text.ts';

const mostShown = 1000;

/** Submissions and tasks, the worst first: what was decided, and why. */
export const tasks: Section = {
  id: 'tasks',
  title: 'Tasks',
  content: ({ items }) => {
    if (items.length === 0) return undefined;
    const { shown, left } = mostOf([...items].sort(worstFirst), mostShown);
    const withRuns = shown.some((item) => runsOf(item).length > 0);
    return html`<table>
        <thead>
          <tr>
            <th scope="col">Task</th>
            ${withRuns ? html`<th scope="col">Latest runs</th>` : undefined}
            <th scope="col">Decision</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>${shown.map((item) => row(item, withRuns))}</tbody>
      </table>
      ${moreMarkup(left, 'task')}`;
  },
};

/** Unreadable ones first: nobody knows what they would be. */
function worstFirst(one: JudgedItem, other: JudgedItem): number {
  return weight(one) - weight(other) || (nameOf(one) < nameOf(other) ? -1 : 1);
}

function weight(item: JudgedItem): number {
  if ('unreadable' in item) return -1;
  const { decision, violations } = item.decision;
  const gravest = violations
    .filter(({ status }) => status !== 'exempted')
    .map(({ severity }) => severities.indexOf(severity));
  return (decision === 'block' ? 0 : 10) + Math.min(5, ...gravest);
}

function row(item: JudgedItem, withRuns: boolean): Markup {
  return html`<tr data-find>
    <th scope="row">${nameOf(item)}${item.source === undefined ? undefined : html`<small>${item.source.path}</small>`}</th>
    ${withRuns ? html`<td>${runSquares(runsOf(item), lifeOf(item))}</td>` : undefined}
    ${'unreadable' in item ? unreadableCells(item.unreadable) : decisionCells(item.decision)}
  </tr>`;
}

function runsOf(item: JudgedItem): readonly TaskRun[] {
  return 'unreadable' in item ? [] : (item.runs ?? []);
}

/** Seconds that the shortest of its credentials live. */
function lifeOf(item: JudgedItem): number | undefined {
  return 'unreadable' in item ? undefined : item.shortestSeconds;
}

function unreadableCells(reason: string): Markup {
  return html`<td><span class="badge mark">not read</span></td><td>${reason}</td>`;
}

function decisionCells(decision: Decision): Markup {
  const isBlocked = decision.decision === 'block';
  const reasons = reasonsOf(decision);
  return html`<td>
      <span class=${`badge ${isBlocked ? 'critical' : 'ok'}`}>${isBlocked ? 'blocked' : 'allowed'}</span>
      <small>${timeMarkup(decision.evaluatedAt)}</small>
    </td>
    <td>
      ${blocksForWantOfEvidence(decision) ? html`<p>for want of evidence</p>` : undefined}
      ${reasons.length === 0 ? 'keeps every guideline that concerns it' : reasons}
    </td>`;
}

const weights: readonly RuleResult['outcome'][] = ['fault', 'violation', 'undecided'];

/** Rules with the same outcome for want of the same stand together, the worst first. */
function reasonsOf({ results }: Decision): Markup[] {
  const reasons = results.filter(({ outcome }) => weights.includes(outcome));
  const alike = Map.groupBy(reasons, ({ outcome, missing = [] }) => [outcome, ...missing].join(', '));
  return [...alike.values()]
    .sort(([one], [other]) => weightOf(one) - weightOf(other))
    .map((some) => reasonMarkup(some));
}

function weightOf(result: RuleResult | undefined): number {
  return weights.indexOf(result?.outcome ?? 'undecided');
}

function reasonMarkup(alike: readonly RuleResult[]): Markup {
  const { outcome, missing = [] } = alike[0] ?? { outcome: 'undecided' };
  const lack = missing.length === 0 ? '' : `, missing ${missing.join(', ')}`;
  const rules = alike.map(({ ruleId }) => ruleId).join(', ');
  return html`<p>${outcome}${lack}: <code>${rules}</code></p>`;
}
