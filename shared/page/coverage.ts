import type { RegionCoverage } from '../coverage/region-coverage.ts';
import { counted } from '../json/counted.ts';
import type { Result, ResultKind, Results } from '../report/result.ts';
import { unreadIn } from '../report/unread.ts';
import { unreadText } from '../report/unread-text.ts';
import { html, type Markup } from './markup.ts';
import { moreMarkup, mostOf } from './most-shown.ts';
import { secondsText } from './seconds-text.ts';
import type { Section } from './section.ts';
import { timeText } from './time-text.ts';

const mostShown = 200;

type Row = readonly [what: string, how: string];

/** What the results cover, and what could not be read. */
export const coverage: Section = {
  id: 'coverage',
  title: 'Coverage',
  content: ({ results, covered }) => html`<div>
    ${regionsMarkup(covered)}
    ${results.map(
      (result) => html`<h3>${result.kind}</h3>
        <dl>${rowsOf(result).map(([what, how]) => html`<div><dt>${what}</dt><dd>${how}</dd></div>`)}</dl>
        ${unreadMarkup(unreadIn(result))}`,
    )}
  </div>`,
};

const statuses = {
  lost: 'no longer',
  learning: 'since less than a week',
  covered: 'covered',
} as const;

/** From where records come: those first from where they no longer do. */
function regionsMarkup(covered: readonly RegionCoverage[]): Markup | undefined {
  if (covered.length === 0) return undefined;
  const { shown, left } = mostOf(covered, mostShown);
  return html`<h3>Accounts and Regions</h3>
    <table>
      <thead><tr><th>Account</th><th>Region</th><th>Records</th><th>Last one</th><th>Silent</th></tr></thead>
      <tbody>
        ${shown.map(
          ({ accountId, region, status, lastRecordAt, silentSeconds }) =>
            html`<tr><td>${accountId}</td><td>${region}</td><td>${statuses[status]}</td><td>${timeText(lastRecordAt)} UTC</td><td>${secondsText(silentSeconds)}</td></tr>`,
        )}
      </tbody>
    </table>
    ${moreMarkup(left, 'account and Region')}`;
}

const rows: { readonly [Kind in ResultKind]: (report: Results[Kind]) => Row[] } = {
  audit: auditRows,
  check: ({ items }) => [['Decided', counted(items.length, 'submission or task', 'submissions and tasks')]],
  sweep: sweepRows,
  access: accessRows,
};

function rowsOf<Kind extends ResultKind>({ kind, report }: Result<Kind>): Row[] {
  return rows[kind](report);
}

function auditRows({ coverage: covered, policyRevision }: Results['audit']): Row[] {
  const { firstEventTime, lastEventTime, requesters, recordsLeftOut, leftOutByDate } = covered;
  return [
    [
      'Files',
      `${covered.filesRead} read, ${covered.filesSkipped.length} skipped, ${covered.filesIgnored} ignored${leftOutByDate === undefined ? '' : `, ${unreadText(leftOutByDate)} left out by date`}`,
    ],
    [
      'Records',
      `${covered.recordsRead} read, ${covered.recordsMalformed} malformed, ${counted(covered.duplicatesRemoved, 'duplicate')} removed`,
    ],
    ...(firstEventTime === undefined || lastEventTime === undefined
      ? []
      : ([['From, to', `${timeText(firstEventTime)}, ${timeText(lastEventTime)} UTC`]] as const)),
    [
      'Requests',
      `${covered.credentialRequests} for temporary credentials, ${recordsLeftOut} records left out by scope or filters`,
    ],
    ['Requesters', `${requesters.count}, ${requesters.withoutKnownAccess} without access known`],
    ['Policy', policyRevision],
  ];
}

function sweepRows({ tasks, starts, leftOut, sweptAt }: Results['sweep']): Row[] {
  const { schedule, hand, rest, other } = starts;
  return [
    ['Swept', `${timeText(sweptAt)} UTC`],
    ['Tasks', `${tasks.length}; ${leftOut.byName} left out by name, ${leftOut.notDue} not due so soon`],
    [
      'Known runs',
      `started ${schedule} by schedule, ${hand} by hand, ${rest} over REST, ${other} otherwise; a gate sees those over REST alone`,
    ],
  ];
}

function accessRows(report: Results['access']): Row[] {
  const { principals, outOfScope, leftOut, isJudged, policyRevision } = report;
  return [
    ['Users and roles', `${principals.length}; ${outOfScope} out of scope, ${leftOut} left out`],
    ...(isJudged
      ? []
      : ([['Judged', 'nobody: the policy has turned off what judges users and roles']] as const)),
    ['Policy', policyRevision],
  ];
}

function unreadMarkup(lines: readonly string[]): Markup | undefined {
  if (lines.length === 0) return undefined;
  const { shown, left } = mostOf(lines, mostShown);
  return html`<h4>Could not be read</h4>
    <ul class="unread">${shown.map((line) => html`<li>${line}</li>`)}</ul>
    ${moreMarkup(left, 'line')}`;
}
