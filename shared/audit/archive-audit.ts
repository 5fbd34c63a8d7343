import { type EventKey, EventTable } from '../archive/event-table.ts';
import type { TimeSpan } from '../archive/record-batch.ts';
import type { TimeRange } from '../archive/time-range.ts';
import { MalformedRecordError } from '../cloudtrail/errors.ts';
import { observedCall } from '../cloudtrail/observed-call.ts';
import { originalId, parseRecord } from '../cloudtrail/parse-record.ts';
import type { CredentialRequest, JudgedRecord } from '../cloudtrail/record.ts';
import type { Violation } from '../contracts/result-contract.generated.ts';
import { evaluateRecord, evaluateSession, inScope } from '../evaluation/evaluate-record.ts';
import { issuedSession } from '../evaluation/issued-session.ts';
import type { Outcome } from '../evaluation/outcome.ts';
import type { RuleBook } from '../evaluation/rule-book.ts';
import { NotJsonError } from '../json/parse.ts';
import { isObject } from '../json/value.ts';
import type { Facts } from '../rules/facts.ts';
import { longestSessionSeconds } from '../rules/renew-before-expiry.ts';
import { coveringSession, type RunCover } from '../sessions/run-cover.ts';
import { byName, type ChainName, issuesChainedSession, linksOf } from '../sessions/session-chains.ts';
import { type ArchivedRecord, contentOf, timeOf } from './archived-record.ts';
import {
  type ArchiveAuditReport,
  type FileCoverage,
  type MalformedRecord,
  mostMalformedNamed,
} from './audit-report.ts';
import {
  type AuditResult,
  type KeyIssuer,
  nameOf,
  type RecordsRead,
  type Requested,
  reportOf,
  spanOf,
} from './audit-result.ts';
import { type Event, eventOf, hasId } from './event.ts';
import { IssuedSessions, type KeptSession } from './issued-sessions.ts';
import { type Judgement, Judgements } from './judgements.ts';
import type { ObservedAccess } from './observed-access.ts';
import { OpenRequests } from './open-requests.ts';
import {
  type AuditedRun,
  type AuditedRuns,
  judgeRuns,
  nameOfRun,
  type RunName,
  runsOfRoles,
} from './run-audit.ts';
import { isInTime, isSelected, type Selection } from './selection.ts';
import {
  type SessionTimeline,
  type TimelineSession,
  timelineOf,
  timelineSession,
} from './session-timeline.ts';
import { SharedCopies } from './shared-copies.ts';
import { Tally } from './tally.ts';

export interface ArchiveAuditOptions {
  readonly book: RuleBook;
  readonly facts: Facts;
  readonly selection?: Selection;
  /** Whether the report has the timeline of every chain. */
  readonly sessions?: boolean;
  /** Runs to judge over the sessions that they lived on. */
  readonly runs?: AuditedRuns | undefined;
  /** Gathers what requesters' own calls show of their access, where that is to decide G1. */
  readonly observed?: ObservedAccess | undefined;
  /** Where a slice of time is audited. */
  readonly slice?: SliceToAudit | undefined;
}

/** One of the slices of time in which an archive is audited. */
export interface SliceToAudit {
  /** Of the records that are judged and counted; others are read for what these need before them. */
  readonly times: TimeRange;
  /** Access keys of refused calls, of whatever time: other slices are told which sessions had issued them. */
  readonly refusedKeys: ReadonlySet<string>;
}

/**
 * Audits a finite set of records: each is judged by itself as it is read, copies of cross-account calls when all have been
 * read, and the sessions on their timelines at the end; so are requests that are undecided for want of what their
 * requesters may do, where calls are observed. What is kept meanwhile are ids, issued sessions, such copies and requests,
 * and findings, not records.
 */
export class ArchiveAudit {
  readonly #book: RuleBook;
  readonly #facts: Facts;
  readonly #selection: Selection;
  readonly #withSessions: boolean;
  readonly #runs: AuditedRuns | undefined;
  /** The events seen so far, each with the number of its judgement. */
  readonly #seen = new EventTable();
  readonly #copies = new SharedCopies();
  readonly #judgements = new Judgements();
  /** Events of which an updated record was read. */
  readonly #updated = new Set<string>();
  readonly #issued = new IssuedSessions();
  /** Calls with expired credentials: which session had issued them is known only at the end. */
  #refused: JudgedRecord[] = [];
  readonly #observed: ObservedAccess | undefined;
  /** Undecided requests, which what their requesters are seen to do may decide. */
  readonly #open = new OpenRequests();
  readonly #slice: SliceToAudit | undefined;
  #violations: Violation[] = [];
  readonly #malformed: MalformedRecord[] = [];
  #recordsRead = 0;
  #recordsMalformed = 0;
  #duplicatesRemoved = 0;
  #idCollisions = 0;
  #times: TimeSpan | undefined;
  /** Seconds since 1970 UTC up to which the archive is known to go on, whatever was read. */
  #knownUntil = 0;

  constructor({ book, facts, selection = {}, sessions = false, ...options }: ArchiveAuditOptions) {
    this.#book = book;
    this.#facts = facts;
    this.#selection = selection;
    this.#withSessions = sessions;
    this.#runs = options.runs;
    this.#observed = options.observed;
    this.#slice = options.slice;
  }

  /** Records read so far. */
  get recordsRead(): number {
    return this.#recordsRead;
  }

  /** The first malformed records so far. */
  get malformed(): readonly MalformedRecord[] {
    return this.#malformed;
  }

  /** The requests that issued sessions, but for those of AWS services; complete when {@link report} has been made. */
  get issued(): Iterable<CredentialRequest> {
    return this.#issued.chained();
  }

  /** Counts records that no rule concerns, or that are malformed and not named. */
  passOver(count: number, times: TimeSpan | undefined, malformed = 0): void {
    this.#recordsRead += count + malformed;
    this.#recordsMalformed += malformed;
    this.#times = spanOf(this.#times, times);
  }

  /**
   * Takes in one record, as JSON or parsed. Of those that a rule concerns duplicates (same id, time, source and name) are kept
   * once: of copies that several accounts got, the requester's own; else the first, or the first that CloudTrail brought up
   * to date. Never throws.
   */
  read(path: string, record: ArchivedRecord): void {
    this.#recordsRead++;
    try {
      const content = contentOf(record);
      const judged = parseRecord(content);
      const event = eventOf(content);
      this.observe(content);
      // Only what could be read counts as seen: a damaged copy must not hide a good one.
      if (judged !== undefined || event.isUpdated) this.#take(judged, event);
      const time = judged === undefined ? timeOf(content) : judged.time;
      this.#times = spanOf(this.#times, time === undefined ? undefined : { first: time, last: time });
    } catch (error) {
      if (!(error instanceof MalformedRecordError || error instanceof NotJsonError)) throw error;
      this.#recordsMalformed++;
      if (this.#malformed.length < mostMalformedNamed)
        this.#malformed.push({ path, place: record.place, reason: error.message });
    }
  }

  /** Takes in what a record shows of its caller's own access, where calls are observed. Never throws. */
  observe(record: unknown): void {
    if (this.#observed === undefined || !isObject(record)) return;
    const original = originalId(record);
    if (original !== undefined) this.#observed.overrule(original);
    const call = observedCall(record);
    if (call !== undefined && isInTime(this.#selection, call)) this.#observed.add(call);
  }

  /** The report on all that was read. */
  report(files: FileCoverage): ArchiveAuditReport {
    const { leftOutByDate } = files;
    // What is later was left out, and not that nothing came later.
    if (leftOutByDate?.goesOn) this.#knownUntil = leftOutByDate.times.to ?? 0;
    const read: RecordsRead = {
      files,
      recordsRead: this.#recordsRead,
      recordsMalformed: this.#recordsMalformed,
      malformed: this.#malformed,
      times: this.#times,
    };
    const judging = { book: this.#book, facts: this.#lateFacts, selection: this.#selection };
    return reportOf(this.result(), read, judging);
  }

  /** What the records come to that were read, but for calls with refused credentials: once, and nothing can be added any more. */
  result(): AuditResult {
    for (const { record, kind } of this.#copies.release()) this.#judge(record, kind);
    const facts = this.#lateFacts;
    for (const record of this.#open.release())
      this.#keepLate(record, evaluateRecord(this.#book, record, facts));
    const runs = this.#runs && this.#judgeRuns(this.#runs);
    const sessions = this.#judgeSessions(runs?.ofChains);
    return {
      ...this.#count(),
      duplicatesRemoved: this.#duplicatesRemoved,
      idCollisions: this.#idCollisions,
      violations: this.#violations,
      refused: this.#refused,
      issuers: this.#issuers(),
      ...(this.#observed && { observed: this.#observed.coverage }),
      ...(this.#withSessions && { sessions }),
      ...(runs !== undefined && { runs: runs.audited }),
    };
  }

  get #lateFacts(): Facts {
    return { ...this.#facts, observed: this.#observed?.facts ?? this.#facts.observed };
  }

  #take(record: JudgedRecord | undefined, event: Event): void {
    const isSeen = this.#isSeen(event);
    if (this.#copies.take(event, record)) {
      // What an AWS service's record of the same event left behind: the requester decides.
      if (isSeen) this.#takeBack(event);
      return;
    }
    const decides = event.isUpdated && this.#isFirstUpdate(event);
    if (isSeen && !decides) return;
    if (isSeen) this.#takeBack(event);
    if (record !== undefined) this.#judge(record, event.kind);
  }

  #isSeen(event: Event): boolean {
    if (!hasId(event)) return false;
    const sighting = this.#seen.add(event);
    if (this.#isOfSlice(event)) {
      if (sighting === 'duplicate') this.#duplicatesRemoved++;
      if (sighting === 'collision') this.#idCollisions++;
    }
    return sighting === 'duplicate';
  }

  #isFirstUpdate({ id, time, kind }: Event): boolean {
    const event = `${id} ${time} ${kind}`;
    if (this.#updated.has(event)) return false;
    this.#updated.add(event);
    return true;
  }

  #judge(record: JudgedRecord, kind: string): void {
    const isIssued = record.kind === 'credential-request' && record.errorCode === undefined;
    if (isIssued) this.#issued.add(asBelieved(record));
    const judgement = this.#isOfSlice(record) ? this.#judgementOf(record, kind) : countedElsewhere(record);
    this.#seen.note({ id: record.key, time: record.time, kind }, this.#keep(judgement));
  }

  #judgementOf(record: JudgedRecord, kind: string): Judgement {
    const isLeftOut = !this.#takesIn(record);
    const isRefused = record.refusedAs !== undefined;
    const judged = isLeftOut || isRefused ? [] : evaluateRecord(this.#book, record, this.#facts);
    const isOpen = this.#observed !== undefined && judged.some(isUndecided);
    if (!isLeftOut && isRefused) this.#refused.push(record);
    if (isOpen) this.#open.add(record, kind);
    const outcomes = isOpen ? [] : judged;
    return { subject: record.kind, isLeftOut, isCounted: false, requester: nameOf(record), outcomes };
  }

  /** An updated record stands in the place of the one that was judged before. */
  #takeBack(event: Event): void {
    if (!hasId(event)) return;
    const judgement = this.#judgements.takeBack(this.#seen.noted(event));
    if (judgement === undefined) return;
    this.#seen.note(event, 0);
    this.#open.takeBack(event);
    const found = new Set(judgement.outcomes.flatMap(({ violations }) => violations));
    if (found.size > 0) this.#violations = this.#violations.filter((violation) => !found.has(violation));
    this.#issued.takeBack(event);
    this.#refused = this.#refused.filter((refused) => !isOf(event, refused));
  }

  /** Chains are made of all sessions, so that the one before a selected session is known; only selected ones are judged. */
  #judgeSessions(runsOfChains: RunsOfChains | undefined): SessionTimeline[] {
    const timelines: { name: ChainName; number: number; sessions: TimelineSession[] }[] = [];
    const { renewalLeadSeconds } = this.#book.policy.parameters;
    for (const { name, number, requests } of this.#issued.chains()) {
      const sessions: TimelineSession[] = [];
      for (const link of linksOf(name, requests)) {
        if (!this.#isOfSlice(link.request) || !this.#takesIn(link.request)) continue;
        const outcomes = evaluateSession(this.#book, link, this.#facts);
        this.#keepLate({ kind: 'session', requester: link.request.requester }, outcomes);
        if (this.#withSessions) sessions.push(timelineSession(link, renewalLeadSeconds));
      }
      if (sessions.length > 0) timelines.push({ name, number, sessions });
    }
    return timelines
      .sort((one, other) => byName(one.name, other.name))
      .map(({ name, number, sessions }) =>
        timelineOf(name, sessions, runsOfChains && (runsOfChains.get(number) ?? [])),
      );
  }

  #judgeRuns(runs: AuditedRuns): { audited: AuditedRun[]; ofChains: RunsOfChains } {
    const judged: AuditedRun[] = [];
    const ofChains = new Map<number, RunName[]>();
    const surroundings = {
      book: this.#book,
      facts: this.#facts,
      selection: this.#selection,
      sessions: this.#issued,
      knownUntil: Math.max(this.#knownUntil, this.#times?.last ?? 0),
    };
    for (const { audited, covers, outcomes } of judgeRuns(runs, surroundings)) {
      judged.push(audited);
      if (this.#withSessions) noteChains(ofChains, nameOfRun(audited), covers);
      for (const some of outcomes)
        this.#keep({
          subject: 'run',
          isLeftOut: false,
          isCounted: true,
          requester: undefined,
          outcomes: some,
        });
    }
    return { audited: judged, ofChains };
  }

  /** The sessions whose credentials were refused as expired, or perhaps so. */
  #issuers(): KeyIssuer[] {
    const own = () => new Set(this.#refused.flatMap(({ requester }) => requester.accessKeyId ?? []));
    const runsOf = runsOfRoles(this.#runs);
    const issuers: KeyIssuer[] = [];
    for (const request of this.#issued.issuersOf(this.#slice?.refusedKeys ?? own())) {
      const { key, issuedAccessKeyId, roleArn } = request;
      if (issuedAccessKeyId === undefined) continue;
      const runs = issuesChainedSession(request) ? runsOf(roleArn) : [];
      const session = issuedSession(coveringSession(request), runs);
      issuers.push({ accessKeyId: issuedAccessKeyId, key, session });
    }
    return issuers;
  }

  #isOfSlice(event: { readonly time: number }): boolean {
    return this.#slice === undefined || isInTime(this.#slice.times, event);
  }

  #takesIn(record: JudgedRecord): boolean {
    return inScope(this.#book, record) && isSelected(this.#selection, record);
  }

  /** Returns the judgement's number. */
  #keep(judgement: Judgement): number {
    for (const { violations } of judgement.outcomes) this.#violations.push(...violations);
    return this.#judgements.add(judgement);
  }

  #keepLate(of: Requested & { readonly kind: Judgement['subject'] }, outcomes: readonly Outcome[]): void {
    this.#keep({ subject: of.kind, isLeftOut: false, isCounted: true, requester: nameOf(of), outcomes });
  }

  #count(): Pick<AuditResult, 'tally' | 'credentialRequests' | 'recordsLeftOut'> {
    const tally = new Tally(this.#book);
    let credentialRequests = 0;
    let recordsLeftOut = 0;
    for (const { subject, isCounted, isLeftOut, requester, outcomes, count } of this.#judgements) {
      tally.add(outcomes, { requester, times: count });
      if (subject === 'credential-request' && !isCounted) credentialRequests += count;
      if (isLeftOut) recordsLeftOut += count;
    }
    return { tally: tally.counts, credentialRequests, recordsLeftOut };
  }
}

/** Nothing lives longer than the longest session: so far back, and no further, chains reach. */
function asBelieved(request: CredentialRequest): CredentialRequest {
  const { time, expiresAt = time } = request;
  const latest = time + longestSessionSeconds;
  return expiresAt > latest ? { ...request, expiresAt: latest } : request;
}

/** What is read for the records of a slice alone is counted in another one. */
function countedElsewhere({ kind }: JudgedRecord): Judgement {
  return { subject: kind, isLeftOut: false, isCounted: true, requester: undefined, outcomes: [] };
}

function isOf({ id, time, kind }: EventKey, record: JudgedRecord): boolean {
  return record.key === id && record.time === time && kind.endsWith(` ${record.eventName}`);
}

/** By the numbers of chains the runs that lived on them. */
type RunsOfChains = ReadonlyMap<number, readonly RunName[]>;

/** A run that may have lived on the sessions of several chains, of which nothing tells its own, is noted with none. */
function noteChains(
  ofChains: Map<number, RunName[]>,
  run: RunName,
  covers: readonly RunCover<KeptSession>[],
): void {
  const chains = covers.flatMap(({ sessions, isItsOwn }) => {
    const own = new Set(sessions.map(({ chain }) => chain));
    return isItsOwn || own.size === 1 ? [...own] : [];
  });
  for (const chain of new Set(chains)) {
    const runs = ofChains.get(chain);
    if (runs === undefined) ofChains.set(chain, [run]);
    else runs.push(run);
  }
}

function isUndecided({ judged }: Outcome): boolean {
  return judged.outcome === 'undecided';
}
