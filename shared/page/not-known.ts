import { counted } from '../json/counted.ts';
import type { Result } from '../report/result.ts';
import { namedDecisions } from '../report/task-report.ts';
import { type Door, type Unknown, wantOf } from '../report/unknown-text.ts';
import { unknownsOf, unknownsOfRecords } from '../report/unknowns.ts';
import { html, type Markup } from './markup.ts';
import { moreMarkup, mostOf } from './most-shown.ts';
import type { Section } from './section.ts';

const mostShown = 200;
const mostNamed = 20;

interface Asked {
  readonly unknown: Unknown;
  readonly door: Door;
}

/** What could not be decided for want of evidence, whom it concerns, and what supplies it. */
export const notKnown: Section = {
  id: 'not-known',
  title: 'What is not known',
  content: ({ results }) => {
    const unknowns = results.flatMap(unknownsIn);
    if (unknowns.length === 0) return undefined;
    const { shown, left } = mostOf(unknowns, mostShown);
    return html`<ul class="rows">${shown.map(row)}</ul>${moreMarkup(left, 'kind')}`;
  },
};

function unknownsIn(result: Result): Asked[] {
  if (result.kind === 'access') return [];
  if (result.kind === 'audit')
    return unknownsOfRecords(result.report.coverage.undecided).map((unknown) => ({
      unknown,
      door: 'forRecords',
    }));
  const items = result.kind === 'check' ? result.report.items : result.report.tasks;
  return unknownsOf(namedDecisions(items)).map((unknown) => ({ unknown, door: 'forSubmissions' }));
}

function row({ unknown, door }: Asked): Markup {
  const { ruleId, missing, count, concerned, concernedCount } = unknown;
  const { what, supply } = wantOf(missing, door);
  const names = concerned.slice(0, mostNamed);
  const more = concernedCount - names.length;
  return html`<li class="row" data-find>
    <div class="what">
      <p class="message">${what}</p>
      <p class="cause">${inCode(supply)}</p>
      ${
        names.length === 0
          ? undefined
          : html`<details data-id=${`unknown ${ruleId} ${missing}`}>
            <summary>${counted(concernedCount, 'requester or task', 'requesters or tasks')}</summary>
            <ul>${names.map((name) => html`<li>${name}</li>`)}</ul>
            ${moreMarkup(more, 'name')}
          </details>`
      }
    </div>
    <div class="when"><p><code>${ruleId}</code></p><p>${counted(count, 'time')} undecided</p></div>
  </li>`;
}

/** What stands between grave accents is typed as it stands. */
function inCode(text: string): unknown[] {
  return text.split('`').map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`));
}
