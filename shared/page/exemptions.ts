import type { Violation } from '../contracts/result-contract.generated.ts';
import { counted } from '../json/counted.ts';
import { html, type Markup } from './markup.ts';
import { moreMarkup, mostOf } from './most-shown.ts';
import type { Section } from './section.ts';

const mostShown = 200;
const day = 86_400_000;
/** From so many days before its end on an exemption is about to expire. */
const soonDays = 30;

/** An exemption that was used. */
interface Used {
  readonly id: string;
  /** First day on which it no longer holds; empty where that is not said. */
  readonly expires: string;
  readonly rules: readonly string[];
  readonly count: number;
}

/** Exemptions, those first that expire first. */
export const exemptions: Section = {
  id: 'exemptions',
  title: 'Exemptions',
  content: ({ results, violations, asOf }) => {
    const used = usedIn(violations);
    const coverage = results.flatMap((result) =>
      result.kind === 'audit' ? [result.report.coverage.exemptions ?? {}] : [],
    );
    const expired = [...new Set(coverage.flatMap((one) => (one.expired ?? []).map(String)))];
    const unused = [...new Set(coverage.flatMap((one) => (one.unused ?? []).map(String)))];
    if (used.length + expired.length + unused.length === 0) return undefined;
    const { shown, left } = mostOf(used, mostShown);
    return html`${
      used.length === 0
        ? undefined
        : html`<table>
        <thead><tr><th scope="col">Exemption</th><th scope="col">Expires</th><th scope="col">Used for</th></tr></thead>
        <tbody>${shown.map((one) => row(one, asOf))}</tbody>
      </table>`
    }
      ${moreMarkup(left, 'exemption')}
      ${named('Expired, though something still needs them', expired)}
      ${named('Not used', unused)}`;
  },
};

function usedIn(violations: readonly Violation[]): Used[] {
  const exempted = violations.filter(({ exemption }) => exemption?.id !== undefined);
  const byId = Map.groupBy(exempted, ({ exemption }) => exemption?.id ?? '');
  return [...byId]
    .map(([id, some]) => ({
      id,
      expires: some[0]?.exemption?.expires ?? '',
      rules: [...new Set(some.map(({ ruleId }) => ruleId))],
      count: some.length,
    }))
    .sort((one, other) => (one.expires < other.expires ? -1 : 1));
}

function row({ id, expires, rules, count }: Used, asOf: string | undefined): Markup {
  const days = asOf === undefined ? undefined : Math.ceil((Date.parse(expires) - Date.parse(asOf)) / day);
  const isSoon = days !== undefined && days <= soonDays;
  return html`<tr data-find>
    <th scope="row">${id}</th>
    <td>${expires} ${isSoon ? html`<span class="badge medium">${daysText(days)}</span>` : undefined}</td>
    <td>${counted(count, 'occurrence')} of <code>${rules.join(', ')}</code></td>
  </tr>`;
}

/** Seen from the latest time that the results speak of. */
function daysText(days: number): string {
  return days <= 0 ? 'expired since' : `${counted(days, 'day')} left`;
}

function named(title: string, ids: readonly string[]): Markup | undefined {
  if (ids.length === 0) return undefined;
  const { shown, left } = mostOf(ids, mostShown);
  return html`<p>${title}: ${shown.map((id, index) => html`${index === 0 ? '' : ', '}<code>${id}</code>`)}</p>
    ${moreMarkup(left, 'exemption')}`;
}
