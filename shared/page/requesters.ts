import type { PrincipalAccess } from '../access/principal-access.ts';
import { counted } from '../json/counted.ts';
import { html, type Markup } from './markup.ts';
import { moreMarkup, mostOf } from './most-shown.ts';
import type { Section } from './section.ts';

const mostShown = 1000;
const mostServices = 6;
const mostGrants = 20;

/** Who has access beyond the baseline, and what gives it. */
export const requesters: Section = {
  id: 'requesters',
  title: 'Requesters and what they may do',
  content: ({ results }) => {
    const principals = results.flatMap((result) =>
      result.kind === 'access' ? result.report.principals : [],
    );
    if (principals.length === 0) return undefined;
    const { shown, left } = mostOf([...principals].sort(accessFirst), mostShown);
    return html`<table>
        <thead>
          <tr><th scope="col">User or role</th><th scope="col">Access</th><th scope="col">To what, by what</th></tr>
        </thead>
        <tbody>${shown.map(row)}</tbody>
      </table>
      ${moreMarkup(left, 'user or role')}`;
  },
};

function accessFirst(one: PrincipalAccess, other: PrincipalAccess): number {
  const order = [true, null, false];
  return (
    order.indexOf(one.hasAccess) - order.indexOf(other.hasAccess) ||
    (other.actionCount ?? 0) - (one.actionCount ?? 0) ||
    (one.arn < other.arn ? -1 : 1)
  );
}

function row({ arn, hasAccess, actionCount, services = [], grants, missing = [] }: PrincipalAccess): Markup {
  const more = services.length - mostServices;
  const named = `${services.slice(0, mostServices).join(', ')}${more > 0 ? `, ${more} more` : ''}`;
  return html`<tr data-find>
    <th scope="row">${arn}</th>
    <td>${accessBadge(hasAccess)}</td>
    <td>
      ${actionCount === undefined || actionCount === 0 ? undefined : html`<p>${counted(actionCount, 'action')} of ${named}</p>`}
      ${missing.length === 0 ? undefined : html`<p>missing ${missing.slice(0, mostGrants).join(', ')}</p>`}
      ${grants.length === 0 ? undefined : grantsMarkup(arn, grants)}
    </td>
  </tr>`;
}

function accessBadge(hasAccess: boolean | null): Markup {
  if (hasAccess === null) return html`<span class="badge mark">not known</span>`;
  return hasAccess ? html`<span class="badge high">access</span>` : html`<span class="badge ok">none</span>`;
}

function grantsMarkup(arn: string, grants: PrincipalAccess['grants']): Markup {
  const { shown, left } = mostOf(grants, mostGrants);
  return html`<details data-id=${`grants ${arn}`}>
    <summary>${counted(grants.length, 'statement gives', 'statements give')} it</summary>
    <ul>
      ${shown.map(
        ({ policy = '', statement = '', actions = [] }) =>
          html`<li><b>${policy}</b> ${statement}${' '}<code>${actions.join(' ')}</code></li>`,
      )}
    </ul>
    ${moreMarkup(left, 'statement')}
  </details>`;
}
