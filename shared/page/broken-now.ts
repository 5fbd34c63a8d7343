import { severities } from '../findings/gravest-first.ts';
import { counted } from '../json/counted.ts';
import { causeText } from '../report/cause-text.ts';
import type { ReportedFinding } from '../report/reported-finding.ts';
import { lineIn } from '../report/source.ts';
import { html, type Markup } from './markup.ts';
import { moreMarkup, mostOf } from './most-shown.ts';
import type { Section } from './section.ts';
import { timeMarkup } from './time-text.ts';

/** Findings that the page shows: nobody reads more, and a browser is to stay quick. */
const mostShown = 3000;

/** What there is to be done: findings by severity, those of one rule together with how it is mended. */
export const brokenNow: Section = {
  id: 'broken',
  title: 'What is broken now',
  content: ({ findings }) => {
    if (findings.length === 0) return undefined;
    const { shown, left } = mostOf(findings, mostShown);
    const groups = [...Map.groupBy(shown, groupKey).values()];
    return html`
      <ul class="tiles">${severities.map((severity) => tile(severity, findings))}</ul>
      ${groups.map(group)}
      ${moreMarkup(left, 'finding')}
    `;
  },
};

/** Occurrences count: the sum over all tiles is the number of violations. */
function tile(severity: string, findings: readonly ReportedFinding[]): Markup {
  const own = findings.filter(
    ({ finding }) => finding.severity === severity && finding.status !== 'exempted',
  );
  const occurrences = own.reduce((sum, { finding }) => sum + finding.occurrences, 0);
  const times = occurrences === own.length ? '' : counted(occurrences, 'occurrence');
  return html`<li class=${`tile ${own.length === 0 ? 'none' : severity}`}>
    <b>${own.length}</b> ${severity}<small>${times}</small>
  </li>`;
}

function groupKey({ finding: { ruleId, severity, status } }: ReportedFinding): string {
  return JSON.stringify([ruleId, severity, status]);
}

function group(alike: readonly ReportedFinding[]): Markup | undefined {
  const [first] = alike;
  if (first === undefined) return undefined;
  const { ruleId, severity, status, guideline, title, remediation, references } = {
    ...first.newest,
    ...first.finding,
  };
  return html`<section class="group" data-group data-severity=${severity} data-rule=${ruleId}>
    <h3>
      <span class=${`badge ${severity}`}>${severity}</span>${' '}
      ${title}
      ${status === 'violation' ? undefined : html`${' '}<span class="badge mark">${status}</span>`}
    </h3>
    <p class="source">
      <code>${ruleId}</code>${guideline === 'beyond' ? '' : ` (${guideline})`},${' '}
      <span data-shown>${counted(alike.length, 'finding')}</span>
    </p>
    <p class="fix"><b>Fix</b> ${remediation}</p>
    <ul class="rows">${alike.map(row)}</ul>
    <details class="references" data-id=${`references ${ruleId}`}>
      <summary>references</summary>
      <ul>${references.filter(isLink).map(link)}</ul>
    </details>
  </section>`;
}

function row({ finding, path, places: [place] }: ReportedFinding): Markup {
  const { id, message, occurrences, firstSeen, lastSeen, examples } = finding;
  const times = occurrences === 1 ? 'once' : counted(occurrences, 'time');
  return html`<li class="row" data-find>
    <div class="what">
      <p class="message">${message}</p>
      <p class="cause">${causeText(finding)}${path === undefined ? undefined : html`<span class="where">${lineIn(path, place?.line)}</span>`}</p>
    </div>
    <div class="when">
      <p>${times}, ${firstSeen === lastSeen ? undefined : html`${timeMarkup(firstSeen)} to `}${timeMarkup(lastSeen)}</p>
      <details data-id=${id}>
        <summary>ids</summary>
        <p><code>${id}</code></p>
        ${examples.map((example) => html`<p><code>${example}</code></p>`)}
      </details>
    </div>
  </li>`;
}

/** Guides of Informatica are cited by their titles. */
function isLink(reference: string): boolean {
  return reference.startsWith('https://');
}

function link(url: string): Markup {
  return html`<li><a href=${url} rel="noreferrer">${url.replace(/^https:\/\//, '')}</a></li>`;
}
