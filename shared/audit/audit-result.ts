import type { LeftOutByDate } from '../archive/left-out.ts';
import type { TimeSpan } from '../archive/record-batch.ts';
import type { JudgedRecord } from '../cloudtrail/record.ts';
import { formatTime } from '../cloudtrail/time.ts';
import type { Violation } from '../contracts/result-contract.generated.ts';
import { evaluateRecord } from '../evaluation/evaluate-record.ts';
import type { Outcome } from '../evaluation/outcome.ts';
import type { RuleBook } from '../evaluation/rule-book.ts';
import { findingsOf } from '../findings/findings-of.ts';
import { known } from '../json/fact.ts';
import type { Facts, IssuedSession } from '../rules/facts.ts';
import type { ArchiveAuditReport, FileCoverage, UnreadByDate } from './audit-report.ts';
import { isLimited, type Selection } from './selection.ts';
import { Tally, type TallyCounts } from './tally.ts';

/** What the records of an archive, or of a slice of it, come to; JSON. */
export interface AuditResult
  extends Pick<ArchiveAuditReport, 'sessions' | 'runs'>,
    Pick<
      ArchiveAuditReport['coverage'],
      'duplicatesRemoved' | 'idCollisions' | 'credentialRequests' | 'recordsLeftOut' | 'observed'
    > {
  readonly violations: readonly Violation[];
  readonly tally: TallyCounts;
  /** Calls with refused credentials: another slice may hold the session that had issued them. */
  readonly refused: readonly JudgedRecord[];
  readonly issuers: readonly KeyIssuer[];
}

/** A session that issued an access key with which a call was refused. */
export interface KeyIssuer {
  readonly accessKeyId: string;
  /** Of the request that issued it. */
  readonly key: string;
  readonly session: IssuedSession;
}

/** What was read, whatever it came to. */
export interface RecordsRead
  extends Pick<ArchiveAuditReport['coverage'], 'recordsRead' | 'recordsMalformed' | 'malformed'> {
  readonly files: FileCoverage;
  /** Of all records that could be read. */
  readonly times: TimeSpan | undefined;
}

interface Judging {
  readonly book: RuleBook;
  readonly facts: Facts;
  readonly selection: Selection;
}

/**
 * The report on results, each of other records. Calls with refused credentials are judged here, where all sessions are known
 * that had issued them. `sessions`, `runs` and `observed` are those of a result that is the only one.
 */
export function reportOf(
  results: readonly AuditResult[],
  { files: { interrupted, leftOutByDate, ...files }, times, ...read }: RecordsRead,
  { book, facts, selection }: Judging,
): ArchiveAuditReport {
  const tally = new Tally(book);
  for (const result of results) tally.addAll(result.tally);
  const violations = results.flatMap((result) => result.violations);
  for (const { record, outcomes } of judgeRefused(results, { book, facts, selection })) {
    tally.add(outcomes, { requester: nameOf(record) });
    for (const outcome of outcomes) violations.push(...outcome.violations);
  }
  const sum = (count: (result: AuditResult) => number) =>
    results.reduce((total, result) => total + count(result), 0);
  const [{ sessions, runs, observed } = {} as Partial<AuditResult>] = results;
  return {
    schemaVersion: '1',
    policyRevision: book.policy.revision,
    coverage: {
      ...files,
      ...(leftOutByDate && { leftOutByDate: unreadByDate(leftOutByDate) }),
      ...read,
      duplicatesRemoved: sum(({ duplicatesRemoved }) => duplicatesRemoved),
      idCollisions: sum(({ idCollisions }) => idCollisions),
      credentialRequests: sum(({ credentialRequests }) => credentialRequests),
      recordsLeftOut: sum(({ recordsLeftOut }) => recordsLeftOut),
      isLimited: isLimited(book.policy.scope, selection),
      ...(times && { firstEventTime: formatTime(times.first), lastEventTime: formatTime(times.last) }),
      rules: tally.rules,
      undecided: tally.undecided,
      requesters: tally.requesters,
      exemptions: tally.exemptions,
      ...(observed && { observed }),
      ...(interrupted && { interrupted }),
    },
    findings: findingsOf(violations),
    violations: violations.sort(byTime),
    ...(sessions && { sessions }),
    ...(runs && { runs }),
  };
}

function* judgeRefused(
  results: readonly AuditResult[],
  { book, facts }: Judging,
): Generator<{ readonly record: JudgedRecord; readonly outcomes: Outcome[] }> {
  const issuers = results.flatMap((result) => result.issuers).sort(byIssue);
  const issued = issuers.map(({ accessKeyId, session }) => [accessKeyId, known(session)] as const);
  const withSessions = { ...facts, sessions: new Map([...facts.sessions, ...issued]) };
  for (const record of results.flatMap(({ refused }) => refused))
    yield { record, outcomes: evaluateRecord(book, record, withSessions) };
}

/** The times of both. */
export function spanOf(one: TimeSpan | undefined, other: TimeSpan | undefined): TimeSpan | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return { first: Math.min(one.first, other.first), last: Math.max(one.last, other.last) };
}

export type Requested = Pick<JudgedRecord, 'requester'>;

/** By what a requester is counted; an AWS service is none. */
export function nameOf({ requester }: Requested): string | undefined {
  return requester.type === 'AWSService' ? undefined : requester.name;
}

function unreadByDate({
  times: { from, to = Number.POSITIVE_INFINITY },
  files,
  folders,
}: LeftOutByDate): UnreadByDate {
  return {
    files,
    folders,
    ...(from !== undefined && { from: formatTime(from) }),
    ...(to < Number.POSITIVE_INFINITY && { to: formatTime(Math.ceil(to)) }),
  };
}

/** Copies of a request issue the same key: whichever was read first, the same one counts. */
function byIssue(one: KeyIssuer, other: KeyIssuer): number {
  return (
    one.session.issuedAt - other.session.issuedAt || (one.key < other.key ? -1 : Number(one.key > other.key))
  );
}

function byTime(a: Violation, b: Violation): number {
  const [one, other] = [`${a.observedAt} ${a.id}`, `${b.observedAt} ${b.id}`];
  return one < other ? -1 : Number(one > other);
}
