import type { AccessReport } from './access-report.ts';
import { accessSummary, notJudged } from './access-summary.ts';
import { plainTable } from './plain-table.ts';
import { plainText } from './plain-text.ts';
import { sinceText } from './since-text.ts';
import type { View } from './view.ts';

type PrincipalAccess = AccessReport['principals'][number];

/** What is shown of a list in a cell. */
const mostShown = 3;

/** Those with access first: they are what somebody looks for. */
const order = ['yes', 'undecided', 'no'] as const;

/** An access report as text for a person. */
export function accessText(report: AccessReport, { paint }: View): string {
  const exemptions = exemptionsIn(report);
  const rows = report.principals
    .map((principal) => ({ principal, access: answerOf(principal) }))
    .sort((one, other) => order.indexOf(one.access) - order.indexOf(other.access))
    .map(({ principal, access }) => rowOf(principal, access, exemptions.get(principal.arn)));
  const table = plainTable(['Principal', 'Access', 'Actions', 'Services', 'Granted by'], rows);
  return [
    ...(rows.length > 0 ? [table] : []),
    ...(report.isJudged ? [] : [paint('yellow', notJudged)]),
    ...sinceText(report, paint, { new: 'gained access', gone: 'lost it' }),
    paint('bold', accessSummary(report)),
  ]
    .join('\n\n')
    .concat('\n');
}

/** ARN → the exemption under which its access is none that counts. */
function exemptionsIn({ violations }: AccessReport): ReadonlyMap<string | undefined, string> {
  return new Map(
    violations.flatMap(({ subject, exemption }) =>
      exemption?.id === undefined ? [] : [[subject.requester, exemption.id] as const],
    ),
  );
}

function answerOf({ hasAccess }: PrincipalAccess): (typeof order)[number] {
  if (hasAccess === null) return 'undecided';
  return hasAccess ? 'yes' : 'no';
}

function rowOf(
  { arn, serviceLinked, actionCount, services = [], grants, missing = [] }: PrincipalAccess,
  access: (typeof order)[number],
  exemption: string | undefined,
): (string | number)[] {
  const policies = [...new Set(grants.map(({ policy = '' }) => shortName(policy)))];
  const reason = access === 'undecided' ? [`missing: ${shortened(missing)}`] : [];
  const marks = [
    ...(serviceLinked ? ['service-linked'] : []),
    ...(exemption === undefined ? [] : [`exempted by ${exemption}`]),
  ];
  const shown = marks.length === 0 ? access : `${access} (${marks.join(', ')})`;
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
