import type { ComparedFinding } from '../findings/compare-findings.ts';
import { causeText } from '../report/cause-text.ts';
import type { Result } from '../report/result.ts';
import { html, type Markup } from './markup.ts';
import { moreMarkup, mostOf } from './most-shown.ts';
import type { Section } from './section.ts';
import { timeText } from './time-text.ts';

const mostShown = 200;

/** What became of findings since an earlier report. */
interface Change {
  readonly since: string;
  readonly counts: readonly (readonly [count: number, what: string])[];
  readonly lists: readonly { readonly title: string; readonly lines: readonly Line[] }[];
}

interface Line {
  readonly severity: string;
  readonly ruleId: string;
  readonly about: string;
}

/** What changed since the last report, where results were compared with one. */
export const changes: Section = {
  id: 'changes',
  title: 'What changed',
  content: ({ results }) => {
    const found = results.flatMap(changesIn);
    return found.length === 0 ? undefined : html`<div>${found.map(change)}</div>`;
  },
};

function changesIn(result: Result): Change[] {
  const { since } = result.report;
  return [
    ...(since === undefined ? [] : [sinceBaseline(since, result.report.findings.length)]),
    ...(result.kind === 'sweep' && result.report.changes !== undefined
      ? [sinceSweep(result.report.changes)]
      : []),
  ];
}

function sinceBaseline(since: NonNullable<Result['report']['since']>, fresh: number): Change {
  const line = (finding: ComparedFinding) => ({ ...finding, about: finding.place ?? causeText(finding) });
  return {
    since: since.baseline,
    counts: [
      [fresh, 'new'],
      [since.gone.length, 'gone'],
      [since.known, 'still there'],
      [since.notKnown.length, 'not looked at or undecided'],
    ],
    lists: [
      { title: 'Gone', lines: since.gone.map(line) },
      { title: 'Not looked at or undecided', lines: since.notKnown.map(line) },
    ],
  };
}

function sinceSweep(swept: NonNullable<Extract<Result, { kind: 'sweep' }>['report']['changes']>): Change {
  const line = ({ severity, ruleId, task }: (typeof swept.new)[number]) => ({
    severity,
    ruleId,
    about: `${task.folder}/${task.name}`,
  });
  return {
    since: `the sweep of ${timeText(swept.since)}`,
    counts: [
      [swept.new.length, 'new'],
      [swept.cleared.length, 'cleared'],
      [swept.stillThere.length, 'still there'],
      [swept.notLookedAt.length, 'not looked at'],
    ],
    lists: [
      { title: 'New', lines: swept.new.map(line) },
      { title: 'Cleared', lines: swept.cleared.map(line) },
      { title: 'Not looked at', lines: swept.notLookedAt.map(line) },
    ],
  };
}

function change({ since, counts, lists }: Change): Markup {
  return html`<div>
    <p>Since ${since}:${' '}
      ${counts.map(([count, what], index) => html`${index === 0 ? '' : ', '}<b>${count}</b> ${what}`)}
    </p>
    ${lists.filter(({ lines }) => lines.length > 0).map(listed)}
  </div>`;
}

function listed({ title, lines }: Change['lists'][number]): Markup {
  const { shown, left } = mostOf(lines, mostShown);
  return html`<details data-id=${`changes ${title}`}>
    <summary>${title} (${lines.length})</summary>
    <ul class="rows">
      ${shown.map(
        ({ severity, ruleId, about }) => html`<li class="row" data-find>
          <p><span class=${`badge ${severity}`}>${severity}</span> <code>${ruleId}</code> ${about}</p>
        </li>`,
      )}
    </ul>
    ${moreMarkup(left, 'finding')}
  </details>`;
}
