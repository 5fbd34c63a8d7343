import type { LeftOutByDate } from '../archive/left-out.ts';
import type { TimeSpan } from '../archive/record-batch.ts';
import type { JudgedRecord } from '../cloudtrail/record.ts';
import { formatTime } from '../cloudtrail/time.ts';
import type { Violation } from '../contracts/result-contract.generated.ts';
import { evaluateRecord } from '../evaluation/evaluate-record.ts';
import type { RuleBook } from '../evaluation/rule-book.ts';
import { findingsOf } from '../findings/findings-of.ts';
import { known } from '../json/fact.ts';
import type { Facts, IssuedSession } from '../rules/facts.ts';
import type { ArchiveAuditReport, FileCoverage, UnreadByDate } from './audit-report.ts';
import { isLimited, type Selection } from './selection.ts';
import { Tally, type TallyCounts } from './tally.ts';

/** What the records of an archive, or of a slice of it, come to; JSON. */
export interface AuditResult extends AuditSum {
  readonly violations: readonly Violation[];
  /** Calls with refused credentials: another slice may hold the session that had issued them. */
  readonly refused: readonly JudgedRecord[];
}

/** The same without those of which there may be more than can be held at once. */
export interface AuditSum
  extends Pick<ArchiveAuditReport, 'sessions' | 'runs'>,
    Pick<
      ArchiveAuditReport['coverage'],
      'duplicatesRemoved' | 'idCollisions' | 'credentialRequests' | 'recordsLeftOut' | 'observed'
    > {
  readonly tally: TallyCounts;
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

const summed = ['duplicatesRemoved', 'idCollisions', 'credentialRequests', 'recordsLeftOut'] as const;

/**
 * Adds up what several results come to, each of other records. `sessions`, `runs` and `observed` are those of a result that
 * is the only one.
 */
export class AuditTotal {
  readonly #judging: Judging;
  readonly #tally: Tally;
  readonly #issuers: KeyIssuer[] = [];
  readonly #counts = { duplicatesRemoved: 0, idCollisions: 0, credentialRequests: 0, recordsLeftOut: 0 };
  #first: AuditSum | undefined;
  /** When all results are added. */
  #withSessions: Facts | undefined;

  constructor(judging: Judging) {
    this.#judging = judging;
    this.#tally = new Tally(judging.book);
  }

  add(result: AuditSum): void {
    this.#first ??= result;
    this.#tally.addAll(result.tally);
    for (const issuer of result.issuers) this.#issuers.push(issuer);
    for (const name of summed) this.#counts[name] += result[name];
  }

  /**
   * Judges calls with refused credentials of one of the results, when all are added: only then all sessions are known that
   * had issued them. Returns their violations.
   */
  judgeRefused(refused: readonly JudgedRecord[]): Violation[] {
    const { book } = this.#judging;
    this.#withSessions ??= this.#sessionsKnown();
    const violations: Violation[] = [];
    for (const record of refused) {
      const outcomes = evaluateRecord(book, record, this.#withSessions);
      this.#tally.add(outcomes, { requester: nameOf(record) });
      for (const outcome of outcomes) violations.push(...outcome.violations);
    }
    return violations;
  }

  #sessionsKnown(): Facts {
    const { facts } = this.#judging;
    const issued = this.#issuers
      .sort(byIssue)
      .map(({ accessKeyId, session }) => [accessKeyId, known(session)] as const);
    return { ...facts, sessions: new Map([...facts.sessions, ...issued]) };
  }

  /** The report, but for what was found. */
  report({ files, times, ...read }: RecordsRead): UnfoundReport {
    const { book, selection } = this.#judging;
    const { interrupted, leftOutByDate, ...counted } = files;
    const { sessions, runs, observed } = this.#first ?? {};
    return {
      schemaVersion: '1',
      policyRevision: book.policy.revision,
      coverage: {
        ...counted,
        ...(leftOutByDate && { leftOutByDate: unreadByDate(leftOutByDate) }),
        ...read,
        ...this.#counts,
        isLimited: isLimited(book.policy.scope, selection),
        ...(times && { firstEventTime: formatTime(times.first), lastEventTime: formatTime(times.last) }),
        rules: this.#tally.rules,
        undecided: this.#tally.undecided,
        requesters: this.#tally.requesters,
        exemptions: this.#tally.exemptions,
        ...(observed && { observed }),
        ...(interrupted && { interrupted }),
      },
      ...(sessions && { sessions }),
      ...(runs && { runs }),
    };
  }
}

/** A report without findings and violations. */
export type UnfoundReport = Omit<ArchiveAuditReport, 'findings' | 'violations'>;

/** The report on the result of all records at once. */
export function reportOf(result: AuditResult, read: RecordsRead, judging: Judging): ArchiveAuditReport {
  const total = new AuditTotal(judging);
  total.add(result);
  const violations = [...result.violations, ...total.judgeRefused(result.refused)].sort(byTime);
  return { ...total.report(read), findings: findingsOf(violations), violations };
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

/** In the order of time, those of one second by their ids. */
export function byTime(a: Violation, b: Violation): number {
  const [one, other] = [`${a.observedAt} ${a.id}`, `${b.observedAt} ${b.id}`];
  return one < other ? -1 : Number(one > other);
}
