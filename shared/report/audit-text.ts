import type { ArchiveAuditReport, MetAside } from '../audit/audit-report.ts';
import type { ObservationCoverage } from '../audit/observed-access.ts';
import type { SessionTimeline } from '../audit/session-timeline.ts';
import { counted } from '../json/counted.ts';
import { auditSummary } from './audit-summary.ts';
import { foundText } from './found-text.ts';
import { listed } from './listed.ts';
import type { Paint } from './paint.ts';
import { plainTable } from './plain-table.ts';
import { printable } from './plain-text.ts';
import { runsText } from './runs-text.ts';
import { scopeAdvice } from './scope-advice.ts';
import { sinceText } from './since-text.ts';
import { timelineText, titleOf } from './timeline-text.ts';
import { unknownText } from './unknown-text.ts';
import { unknownsOfRecords } from './unknowns.ts';
import { unreadText } from './unread-text.ts';
import type { View } from './view.ts';

/** Of a revision, `sha256:` and so many digits that it is told from others. */
const revisionLength = 19;

type Coverage = ArchiveAuditReport['coverage'];

/** An audit report as text for a person, in pieces: what was covered and found, what is not known, and what it comes to. */
export function* auditText(report: ArchiveAuditReport, view: View): Generator<string> {
  const { paint } = view;
  const { findings, violations, policyRevision } = report;
  const coverage = printable(report.coverage);
  yield `${coverageText(coverage)}\n\n`;
  for (const text of foundText({ findings, violations }, view)) yield `${text}\n\n`;
  const paragraphs = [
    ...(coverage.isLimited ? [] : scopeAdvice(violations)),
    ...unknownText(unknownsOfRecords(coverage.undecided), 'forRecords', paint),
    ...overTime(report, paint),
    ...troubles(coverage, paint),
    paint('dim', `policy ${policyRevision.slice(0, revisionLength)}`),
    ...sinceText(report, paint),
    auditSummary({ ...report, coverage }, paint),
  ];
  yield `${paragraphs.join('\n\n')}\n`;
}

/** Sessions, runs, or both on one timeline. */
function overTime({ sessions, runs }: Pick<ArchiveAuditReport, 'sessions' | 'runs'>, paint: Paint): string[] {
  if (sessions === undefined) return runs === undefined ? [] : [runsText(printable(runs), paint)];
  if (runs === undefined) return [sessionsText(printable(sessions), paint)];
  return [timelineText(printable(sessions), printable(runs), paint)];
}

function coverageText(coverage: Coverage): string {
  return [summaryOf(coverage), ...(coverage.recordsRead > 0 ? [rulesTable(coverage)] : [])].join('\n\n');
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
    leftOutByDate,
    observed,
  } = coverage;
  const files = [
    `${filesRead} read`,
    `${filesSkipped.length} skipped`,
    ...(filesIgnored > 0 ? [`${filesIgnored} ignored`] : []),
    ...(leftOutByDate === undefined ? [] : [`${unreadText(leftOutByDate)} left out by date`]),
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

function sessionsText(timelines: readonly SessionTimeline[], paint: Paint): string {
  const texts = timelines.map((timeline) => {
    const rows = timeline.sessions.map(({ issuedAt, expiresAt, renewBy, gapSeconds, accessKeyId }) => [
      issuedAt,
      renewBy ?? 'unknown',
      expiresAt ?? 'unknown',
      gapSeconds === undefined ? '' : gapSeconds,
      accessKeyId ?? '',
    ]);
    return `${paint('bold', titleOf(timeline))}\n${plainTable(['Issued', 'Renew by', 'Expires', 'Gap s', 'Access key'], rows)}`;
  });
  return [`Sessions: ${counted(timelines.length, 'chain')}`, ...texts].join('\n\n');
}
