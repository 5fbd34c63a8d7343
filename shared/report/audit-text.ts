import type { ArchiveAuditReport, MetAside } from '../audit/archive-audit.ts';
import { isNothingJudged } from '../audit/nothing-judged.ts';
import type { ObservationCoverage } from '../audit/observed-access.ts';
import type { SessionTimeline } from '../audit/session-timeline.ts';
import { counted } from '../json/counted.ts';
import { findingText } from './finding-text.ts';
import type { Paint } from './paint.ts';
import { plainTable } from './plain-table.ts';
import { printable } from './plain-text.ts';

type Coverage = ArchiveAuditReport['coverage'];

const mostUndecided = 20;

/** An audit report as text for a person. */
export function auditText(
  { coverage, violations, sessions, policyRevision }: ArchiveAuditReport,
  paint: Paint,
): string {
  const shown = printable(coverage);
  const parts = [
    summaryOf(shown),
    ...(coverage.recordsRead > 0 ? [rulesTable(shown)] : []),
    violations.length === 0
      ? nothingFound(coverage, paint)
      : [
          paint('bold', `Findings: ${violations.length}`),
          ...violations.map((violation) => findingText(violation, paint)),
        ].join('\n\n'),
    ...undecidedText(shown),
    ...(sessions === undefined ? [] : [sessionsText(printable(sessions), paint)]),
    ...troubles(shown, paint),
    paint('dim', `policy ${policyRevision}`),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** What left nothing to judge is no good news. */
function nothingFound(coverage: Coverage, paint: Paint): string {
  return isNothingJudged(coverage)
    ? paint('yellow', 'Nothing was judged: scope and filters leave out every record that a rule concerns.')
    : paint('green', 'No findings.');
}

function summaryOf(coverage: Coverage): string {
  const { filesRead, filesSkipped, filesIgnored, recordsRead, recordsMalformed, duplicatesRemoved } =
    coverage;
  const {
    credentialRequests,
    recordsLeftOut,
    idCollisions,
    firstEventTime = '?',
    lastEventTime = '?',
    observed,
  } = coverage;
  const files = [
    `${filesRead} read`,
    `${filesSkipped.length} skipped`,
    ...(filesIgnored > 0 ? [`${filesIgnored} ignored`] : []),
  ];
  return [
    `Files:    ${files.join(', ')}`,
    `Records:  ${recordsRead} read, ${recordsMalformed} malformed, ${counted(duplicatesRemoved, 'duplicate')} removed${idCollisions > 0 ? `, ${counted(idCollisions, 'record')} with the id of another event` : ''}${recordsRead > 0 ? `, ${firstEventTime} to ${lastEventTime}` : ''}`,
    `Requests: ${credentialRequests} for temporary credentials${recordsLeftOut > 0 ? `; ${counted(recordsLeftOut, 'record')} left out by scope or filters` : ''}`,
    ...(observed === undefined ? [] : [observationText(observed)]),
  ].join('\n');
}

function observationText({ callers, isComplete }: ObservationCoverage): string {
  const more = isComplete ? '' : '; nothing is said of others, who are too many';
  return `Observed: calls beyond the baseline by ${counted(callers, 'user or role', 'users and roles')}${more}`;
}

/** Rules that nothing in the archive concerns are left out. */
function rulesTable({ rules }: Coverage): string {
  const rows = Object.entries(rules)
    .map(
      ([id, { pass, violation, undecided, notApplicable, fault }]) =>
        [id, violation, pass, undecided, notApplicable, fault] as const,
    )
    .filter(([, ...counts]) => counts.some((count) => count > 0));
  return plainTable(['Rule', 'Violation', 'Pass', 'Undecided', 'Not applicable', 'Fault'], rows);
}

/** What a rule could not decide, and for want of what: one line whatever the number. */
function undecidedText({ undecided }: Coverage): string[] {
  const lines = undecided.map(({ ruleId, missing, count }) => `${ruleId}: ${count}, missing ${missing}`);
  const more = lines.length - mostUndecided;
  return listed('Undecided:', [...lines.slice(0, mostUndecided), ...(more > 0 ? [`and ${more} more`] : [])]);
}

function troubles(
  { filesSkipped, malformed, recordsMalformed, withoutRecords, exemptions = {}, interrupted }: Coverage,
  paint: Paint,
): string[] {
  const { expired = [], unused = [] } = exemptions;
  const more = recordsMalformed - malformed.length;
  return [
    ...listed(
      'Files skipped:',
      filesSkipped.map(({ path, reason }) => `${path}: ${reason}`),
    ),
    ...listed('Malformed records:', [
      ...malformed.map(({ path, place, reason }) => `${path}, ${place}: ${reason}`),
      ...(more > 0 ? [`and ${more} more`] : []),
    ]),
    ...listed('Without records:', withoutRecords.map(asideLine)),
    ...listed('Exemptions expired:', expired.map(String)),
    ...listed('Exemptions unused:', unused.map(String)),
    ...(interrupted
      ? [paint('yellow', 'Interrupted: the report covers what had been read until then.')]
      : []),
  ];
}

/** `CloudTrail digest: 12, the first trail/…`. */
function asideLine({ kind, count, path, place, advice }: MetAside): string {
  const where = place === '' ? path : `${path}, ${place}`;
  return `${kind}: ${count}, the first ${where}${advice === undefined ? '' : `: ${advice}`}`;
}

function listed(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [[title, ...lines.map((line) => `  ${line}`)].join('\n')];
}

function sessionsText(timelines: readonly SessionTimeline[], paint: Paint): string {
  const texts = timelines.map(({ requester, role, sessionName, sessions }) => {
    const rows = sessions.map(({ issuedAt, expiresAt, renewBy, gapSeconds, accessKeyId }) => [
      issuedAt,
      renewBy ?? 'unknown',
      expiresAt ?? 'unknown',
      gapSeconds === undefined ? '' : gapSeconds,
      accessKeyId ?? '',
    ]);
    const title = `${requester} → ${role}${sessionName === '' ? '' : ` as ${sessionName}`}`;
    return `${paint('bold', title)}\n${plainTable(['Issued', 'Renew by', 'Expires', 'Gap s', 'Access key'], rows)}`;
  });
  return [`Sessions: ${counted(timelines.length, 'chain')}`, ...texts].join('\n\n');
}
