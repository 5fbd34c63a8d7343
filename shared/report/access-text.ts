import { counted } from '../json/counted.ts';
import type { AccessReport } from './access-report.ts';
import type { Paint } from './paint.ts';
import { plainTable } from './plain-table.ts';
import { plainText } from './plain-text.ts';

type PrincipalAccess = AccessReport['principals'][number];

/** What is shown of a list in a cell. */
const mostShown = 3;

/** Those with access first: they are what somebody looks for. */
const order = ['yes', 'undecided', 'no'] as const;

/** An access report as text for a person. */
export function accessText({ principals }: AccessReport, paint: Paint): string {
  const rows = principals
    .map((principal) => ({ principal, access: answerOf(principal) }))
    .sort((one, other) => order.indexOf(one.access) - order.indexOf(other.access))
    .map(({ principal, access }) => rowOf(principal, access));
  const count = (access: (typeof order)[number]) =>
    principals.filter((principal) => answerOf(principal) === access).length;
  const summary = `${counted(principals.length, 'principal')}: ${count('yes')} with access beyond the baseline, ${count('no')} without, ${count('undecided')} undecided`;
  const table = plainTable(['Principal', 'Access', 'Actions', 'Services', 'Granted by'], rows);
  return [...(rows.length > 0 ? [table] : []), paint('bold', summary)].join('\n\n').concat('\n');
}

function answerOf({ hasAccess }: PrincipalAccess): (typeof order)[number] {
  if (hasAccess === null) return 'undecided';
  return hasAccess ? 'yes' : 'no';
}

function rowOf(
  { arn, serviceLinked, actionCount, services = [], grants, missing = [] }: PrincipalAccess,
  access: (typeof order)[number],
): (string | number)[] {
  const policies = [...new Set(grants.map(({ policy = '' }) => shortName(policy)))];
  const reason = access === 'undecided' ? [`missing: ${shortened(missing)}`] : [];
  const shown = serviceLinked ? `${access} (service-linked)` : access;
  const cells = [
    arn,
    shown,
    actionCount ?? '',
    shortened(services),
    [...reason, shortened(policies)].join(''),
  ];
  return cells.map((cell) => (typeof cell === 'string' ? plainText(cell) : cell));
}

function shortened(texts: readonly string[]): string {
  const more = texts.length - mostShown;
  return [...texts.slice(0, mostShown), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** A managed policy's name without the rest of its ARN. */
function shortName(policy: string): string {
  return policy.replace(/^arn:[^/]*:policy\//, '');
}
