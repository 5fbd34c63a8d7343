import { countMembers } from '../audit/tally.ts';
import type { AuditReport } from '../contracts/result-contract.generated.ts';
import type { Result } from '../report/result.ts';
import { namedDecisions } from '../report/task-report.ts';
import { rules as ruleBook } from '../rules/index.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';

type Counts = AuditReport['coverage']['rules'][string];

const columns = [
  ['violation', 'Violation'],
  ['pass', 'Pass'],
  ['undecided', 'Undecided'],
  ['notApplicable', 'Not applicable'],
  ['fault', 'Fault'],
] as const satisfies readonly (readonly [keyof Counts, string])[];

/** Each rule, and how many subjects came out how. */
export const rules: Section = {
  id: 'rules',
  title: 'Rules',
  content: ({ results }) => {
    const counts = countsIn(results);
    if (counts.size === 0) return undefined;
    return html`<table class="counts">
      <thead>
        <tr><th scope="col">Rule</th>${columns.map(([, title]) => html`<th scope="col">${title}</th>`)}</tr>
      </thead>
      <tbody>${ruleBook.filter(({ meta }) => counts.has(meta.id)).map(({ meta }) => row(meta, counts.get(meta.id)))}</tbody>
    </table>`;
  },
};

function countsIn(results: readonly Result[]): Map<string, Counts> {
  const sums = new Map<string, Counts>();
  for (const result of results) {
    for (const [ruleId, counts] of countsOf(result)) {
      const sum = sums.get(ruleId) ?? { pass: 0, violation: 0, notApplicable: 0, undecided: 0, fault: 0 };
      for (const [member] of columns) sum[member] += counts[member] ?? 0;
      sums.set(ruleId, sum);
    }
  }
  return sums;
}

/** Of decisions, each rule's outcome on a submission counts once. */
function countsOf(result: Result): (readonly [ruleId: string, counts: Partial<Counts>])[] {
  if (result.kind === 'audit') return Object.entries(result.report.coverage.rules);
  if (result.kind === 'access') return [];
  const items = result.kind === 'check' ? result.report.items : result.report.tasks;
  return namedDecisions(items).flatMap(({ decision }) =>
    decision.results.map(({ ruleId, outcome }) => [ruleId, { [countMembers[outcome]]: 1 }] as const),
  );
}

function row(meta: (typeof ruleBook)[number]['meta'], counts: Counts | undefined): Markup {
  const guideline = meta.guideline === 'beyond' ? '' : ` (${meta.guideline})`;
  return html`<tr>
    <th scope="row">${meta.title}<small><code>${meta.id}</code>${guideline}</small></th>
    ${columns.map(([member]) => html`<td class=${(counts?.[member] ?? 0) === 0 ? 'zero' : member}>${counts?.[member] ?? 0}</td>`)}
  </tr>`;
}
