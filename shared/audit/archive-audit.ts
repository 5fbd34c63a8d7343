import { EventTable } from '../archive/event-table.ts';
import type { LeftOutByDate } from '../archive/left-out.ts';
import type { CountedAside, TimeSpan } from '../archive/record-batch.ts';
import { MalformedRecordError } from '../cloudtrail/errors.ts';
import { observedCall } from '../cloudtrail/observed-call.ts';
import { originalId, parseRecord } from '../cloudtrail/parse-record.ts';
import type { CredentialRequest, JudgedRecord } from '../cloudtrail/record.ts';
import { formatTime } from '../cloudtrail/time.ts';
import type { AuditReport, Finding, Violation } from '../contracts/result-contract.generated.ts';
import { evaluateRecord, evaluateSession, inScope } from '../evaluation/evaluate-record.ts';
import { issuedSession } from '../evaluation/issued-session.ts';
import type { Outcome } from '../evaluation/outcome.ts';
import type { RuleBook } from '../evaluation/rule-book.ts';
import type { Since } from '../findings/compare-findings.ts';
import { findingsOf } from '../findings/findings-of.ts';
import { known } from '../json/fact.ts';
import { NotJsonError } from '../json/parse.ts';
import { isObject } from '../json/value.ts';
import type { Facts } from '../rules/facts.ts';
import { coveringSession, type RunCover } from '../sessions/run-cover.ts';
import { byName, type ChainName, issuesChainedSession, linksOf } from '../sessions/session-chains.ts';
import { type ArchivedRecord, contentOf, timeOf } from './archived-record.ts';
import { type Event, eventOf } from './event.ts';
import { IssuedSessions, type KeptSession } from './issued-sessions.ts';
import { type Judgement, Judgements } from './judgements.ts';
import type { ObservationCoverage, ObservedAccess } from './observed-access.ts';
import { OpenRequests } from './open-requests.ts';
import {
  type AuditedRun,
  type AuditedRuns,
  judgeRuns,
  nameOfRun,
  type RunName,
  runsOfRoles,
} from './run-audit.ts';
import { isInTime, isLimited, isSelected, type Selection } from './selection.ts';
import {
  type SessionTimeline,
  type TimelineSession,
  timelineOf,
  timelineSession,
} from './session-timeline.ts';
import { SharedCopies } from './shared-copies.ts';
import { type RequesterCoverage, Tally, type UndecidedCount } from './tally.ts';

/** Malformed records that a report names. */
export const mostMalformedNamed = 100;

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
}

/** What is wrong with a record of an archive. */
export interface MalformedRecord {
  readonly path: string;
  readonly place: string;
  readonly reason: string;
}

/** An audit report and what goes beyond its contract. */
export interface ArchiveAuditReport extends Omit<AuditReport, 'sessions' | 'runs'> {
  /** What was asked to be audited. */
  readonly paths?: readonly string[];
  /** What could not be read and is not in the coverage, a line each; absent where there is none. */
  readonly troubles?: readonly string[];
  /** What became of the findings of an earlier report: of `findings` those are left that are new. */
  readonly since?: Since;
  /** The gravest first. */
  readonly findings: Finding[];
  readonly coverage: AuditReport['coverage'] & {
    readonly filesIgnored: number;
    /** What was not read because it lies in folders of other days than those that the selected times need. */
    readonly leftOutByDate?: UnreadByDate;
    /** What was met that holds no record, by kind: files and parts of files. */
    readonly withoutRecords: readonly MetAside[];
    /** Records whose id another event had before them, by source or name: both are judged. */
    readonly idCollisions: number;
    /** Records that a rule would concern, but that the policy's scope or the filters leave out. */
    readonly recordsLeftOut: number;
    /** Whether the policy's scope or a filter says whose requests, or for what, are judged. */
    readonly isLimited: boolean;
    /** What was undecided for want of which evidence. */
    readonly undecided: readonly UndecidedCount[];
    readonly requesters: RequesterCoverage;
    /** The first 100 of the malformed records. */
    readonly malformed: readonly MalformedRecord[];
    /** Whose own calls were observed, where that was asked for. */
    readonly observed?: ObservationCoverage;
    readonly interrupted?: true;
  };
  readonly sessions?: SessionTimeline[];
  /** In the order of their start. */
  readonly runs?: AuditedRun[];
}

/** Files and folders that were not read; `from` and `to` are the times of the events that are in those that were. */
export interface UnreadByDate {
  readonly files: number;
  /** Folders of which nobody counted the files. */
  readonly folders: number;
  readonly from?: string;
  readonly to?: string;
}

/** Something that holds no record, as often as it was met; `path` and `place` say where first. */
export interface MetAside extends CountedAside {
  readonly path: string;
}

/** What happened to the files, which is the reader's to know. */
export interface FileCoverage {
  readonly filesRead: number;
  readonly filesSkipped: { path: string; reason: string }[];
  readonly filesIgnored: number;
  readonly withoutRecords: readonly MetAside[];
  readonly leftOutByDate?: LeftOutByDate | undefined;
  readonly interrupted: boolean;
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
  #violations: Violation[] = [];
  readonly #malformed: MalformedRecord[] = [];
  #recordsRead = 0;
  #recordsMalformed = 0;
  #duplicatesRemoved = 0;
  #idCollisions = 0;
  #firstTime: number | undefined;
  #lastTime: number | undefined;
  /** Seconds since 1970 UTC up to which the archive is known to go on, whatever was read. */
  #knownUntil = 0;

  constructor({ book, facts, selection = {}, sessions = false, runs, observed }: ArchiveAuditOptions) {
    this.#book = book;
    this.#facts = facts;
    this.#selection = selection;
    this.#withSessions = sessions;
    this.#runs = runs;
    this.#observed = observed;
  }

  /** Records read so far. */
  get recordsRead(): number {
    return this.#recordsRead;
  }

  /** The requests that issued sessions, but for those of AWS services; complete when {@link report} has been made. */
  get issued(): Iterable<CredentialRequest> {
    return this.#issued.chained();
  }

  /** Counts records that no rule concerns, or that are malformed and not named. */
  passOver(count: number, times: TimeSpan | undefined, malformed = 0): void {
    this.#recordsRead += count + malformed;
    this.#recordsMalformed += malformed;
    if (times === undefined) return;
    this.#sawTime(times.first);
    this.#sawTime(times.last);
  }

  /**
   * Takes in one record, as JSON or parsed. Of those that a rule concerns duplicates (same id, source and name) are kept
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
      this.#sawTime(judged === undefined ? timeOf(content) : judged.time);
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
  report({ interrupted, leftOutByDate, ...files }: FileCoverage): ArchiveAuditReport {
    // What is later was left out, and not that nothing came later.
    if (leftOutByDate?.goesOn) this.#knownUntil = leftOutByDate.times.to ?? 0;
    for (const { record, kind } of this.#copies.release()) this.#judge(record, kind);
    const facts = {
      ...this.#facts,
      sessions: this.#sessionsByKey(),
      observed: this.#observed?.facts ?? this.#facts.observed,
    };
    for (const record of this.#refused) this.#keepLate(record, evaluateRecord(this.#book, record, facts));
    for (const record of this.#open.release())
      this.#keepLate(record, evaluateRecord(this.#book, record, facts));
    const runs = this.#runs && this.#judgeRuns(this.#runs);
    const sessions = this.#judgeSessions(runs?.ofChains);
    const { tally, credentialRequests, recordsLeftOut } = this.#count();
    return {
      schemaVersion: '1',
      policyRevision: this.#book.policy.revision,
      coverage: {
        ...files,
        ...(leftOutByDate && { leftOutByDate: unreadByDate(leftOutByDate) }),
        recordsRead: this.#recordsRead,
        recordsMalformed: this.#recordsMalformed,
        malformed: this.#malformed,
        duplicatesRemoved: this.#duplicatesRemoved,
        idCollisions: this.#idCollisions,
        credentialRequests,
        recordsLeftOut,
        isLimited: isLimited(this.#book.policy.scope, this.#selection),
        ...(this.#firstTime !== undefined && { firstEventTime: formatTime(this.#firstTime) }),
        ...(this.#lastTime !== undefined && { lastEventTime: formatTime(this.#lastTime) }),
        rules: tally.rules,
        undecided: tally.undecided,
        requesters: tally.requesters,
        exemptions: tally.exemptions,
        ...(this.#observed && { observed: this.#observed.coverage }),
        ...(interrupted && { interrupted }),
      },
      findings: findingsOf(this.#violations),
      violations: this.#violations.sort(byTime),
      ...(this.#withSessions && { sessions }),
      ...(runs !== undefined && { runs: runs.audited }),
    };
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

  #isSeen({ id, kind }: Event): boolean {
    if (id === undefined) return false;
    const sighting = this.#seen.add(id, kind);
    if (sighting === 'duplicate') this.#duplicatesRemoved++;
    if (sighting === 'collision') this.#idCollisions++;
    return sighting === 'duplicate';
  }

  #isFirstUpdate({ id, kind }: Event): boolean {
    const event = `${id} ${kind}`;
    if (this.#updated.has(event)) return false;
    this.#updated.add(event);
    return true;
  }

  #judge(record: JudgedRecord, kind: string): void {
    const isIssued = record.kind === 'credential-request' && record.errorCode === undefined;
    if (isIssued) this.#issued.add(record);
    const isLeftOut = !this.#takesIn(record);
    const isRefused = record.refusedAs !== undefined;
    const judged = isLeftOut || isRefused ? [] : evaluateRecord(this.#book, record, this.#facts);
    const isOpen = this.#observed !== undefined && judged.some(isUndecided);
    if (!isLeftOut && isRefused) this.#refused.push(record);
    if (isOpen) this.#open.add(record, kind);
    const outcomes = isOpen ? [] : judged;
    const judgement = { subject: record.kind, isLeftOut, isLate: false, requester: nameOf(record), outcomes };
    this.#seen.note(record.key, kind, this.#keep(judgement));
  }

  /** An updated record stands in the place of the one that was judged before. */
  #takeBack({ id: key, kind }: Event): void {
    if (key === undefined) return;
    const judgement = this.#judgements.takeBack(this.#seen.noted(key, kind));
    if (judgement === undefined) return;
    this.#seen.note(key, kind, 0);
    this.#open.takeBack(key, kind);
    const found = new Set(judgement.outcomes.flatMap(({ violations }) => violations));
    if (found.size > 0) this.#violations = this.#violations.filter((violation) => !found.has(violation));
    this.#issued.takeBack(key, kind);
    this.#refused = this.#refused.filter(
      (refused) => refused.key !== key || !kind.endsWith(` ${refused.eventName}`),
    );
  }

  /** Chains are made of all sessions, so that the one before a selected session is known; only selected ones are judged. */
  #judgeSessions(runsOfChains: RunsOfChains | undefined): SessionTimeline[] {
    const timelines: { name: ChainName; number: number; sessions: TimelineSession[] }[] = [];
    const { renewalLeadSeconds } = this.#book.policy.parameters;
    for (const { name, number, requests } of this.#issued.chains()) {
      const sessions: TimelineSession[] = [];
      for (const link of linksOf(name, requests)) {
        if (!this.#takesIn(link.request)) continue;
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
      knownUntil: Math.max(this.#knownUntil, this.#lastTime ?? 0),
    };
    for (const { audited, covers, outcomes } of judgeRuns(runs, surroundings)) {
      judged.push(audited);
      if (this.#withSessions) noteChains(ofChains, nameOfRun(audited), covers);
      for (const some of outcomes)
        this.#keep({ subject: 'run', isLeftOut: false, isLate: true, requester: undefined, outcomes: some });
    }
    return { audited: judged, ofChains };
  }

  /** The sessions whose credentials were refused as expired, or perhaps so, by access key. */
  #sessionsByKey(): Facts['sessions'] {
    const used = new Set(this.#refused.flatMap(({ requester }) => requester.accessKeyId ?? []));
    const runsOf = runsOfRoles(this.#runs);
    const sessions = [...this.#issued.issuersOf(used)].sort(byIssue).flatMap((request) => {
      const { issuedAccessKeyId, roleArn } = request;
      const session = issuedSession(
        coveringSession(request),
        issuesChainedSession(request) ? runsOf(roleArn) : [],
      );
      return issuedAccessKeyId === undefined ? [] : ([[issuedAccessKeyId, known(session)]] as const);
    });
    return new Map([...this.#facts.sessions, ...sessions]);
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
    this.#keep({ subject: of.kind, isLeftOut: false, isLate: true, requester: nameOf(of), outcomes });
  }

  #count(): { tally: Tally; credentialRequests: number; recordsLeftOut: number } {
    const tally = new Tally(this.#book);
    let credentialRequests = 0;
    let recordsLeftOut = 0;
    for (const { subject, isLate, isLeftOut, requester, outcomes, count } of this.#judgements) {
      tally.add(outcomes, { requester, times: count });
      if (subject === 'credential-request' && !isLate) credentialRequests += count;
      if (isLeftOut) recordsLeftOut += count;
    }
    return { tally, credentialRequests, recordsLeftOut };
  }

  #sawTime(time: number | undefined): void {
    if (time === undefined) return;
    this.#firstTime = Math.min(this.#firstTime ?? time, time);
    this.#lastTime = Math.max(this.#lastTime ?? time, time);
  }
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

type Requested = Pick<JudgedRecord, 'requester'>;

/** By what a requester is counted; an AWS service is none. */
function nameOf({ requester }: Requested): string | undefined {
  return requester.type === 'AWSService' ? undefined : requester.name;
}

function isUndecided({ judged }: Outcome): boolean {
  return judged.outcome === 'undecided';
}

/** Copies of a request issue the same key: whichever was read first, the same one counts. */
function byIssue(a: CredentialRequest, b: CredentialRequest): number {
  return a.time - b.time || (a.key < b.key ? -1 : Number(a.key > b.key));
}

function byTime(a: Violation, b: Violation): number {
  const [one, other] = [`${a.observedAt} ${a.id}`, `${b.observedAt} ${b.id}`];
  return one < other ? -1 : Number(one > other);
}
