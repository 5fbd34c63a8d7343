import { countOutcomes } from '../../shared/aws/lambda/metered.ts';
import type { Meter } from '../../shared/aws/lambda/metrics.ts';
import type { CurrentRuleBook } from '../../shared/aws/policy/policy-source.ts';
import { expiringEvent, type PublishEvents, violationEvent } from '../../shared/aws/publishing/events.ts';
import type { CredentialRequest } from '../../shared/cloudtrail/record.ts';
import { evaluateRun, takesInRole } from '../../shared/evaluation/evaluate-run.ts';
import { expiringCredentials, expiryToWatch } from '../../shared/evaluation/expiring-credentials.ts';
import { throwFaults } from '../../shared/evaluation/faults.ts';
import type { Outcome } from '../../shared/evaluation/outcome.ts';
import type { RuleBook } from '../../shared/evaluation/rule-book.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import type { Run } from '../../shared/sessions/run.ts';
import {
  coverOf,
  coversConcerned,
  earliestIssue,
  isOf,
  type RunCover,
} from '../../shared/sessions/run-cover.ts';
import {
  longestRoleSessionSeconds,
  type SessionStore,
  trackedSession,
} from '../../shared/sessions/session-store.ts';
import {
  isGlob,
  type RolesOf,
  rolesLike,
  rolesOfRuns,
  runsAssuming,
} from '../../shared/sessions/task-roles.ts';
import { runKey } from '../../shared/sessions/told-run.ts';
import type { Due, Schedule } from './due.ts';
import { MalformedNewsError } from './read-news.ts';

/** Seconds by which the clocks of those who issue sessions may go before the own one. */
const clockSeconds = 3600;
/** Seconds by which the times of a run may lie ahead: more than clocks, and zones that somebody left out, can differ. */
const aheadSeconds = 24 * 3600;
/**
 * Seconds before its time from which what is due counts as due: a schedule knows whole seconds, those that fire it have
 * clocks of their own, and one that was made for a time that has just passed, or again while it fires, may be none.
 */
const soonSeconds = 5;

export interface TrackerOptions {
  readonly store: SessionStore;
  readonly schedule: Schedule;
  readonly currentBook: CurrentRuleBook;
  readonly publish: PublishEvents;
  /** Seconds after a run's end within which the records of all of its sessions have come. */
  readonly settleSeconds: number;
  readonly now: () => Date;
  readonly meter: Meter;
}

/** Takes in what becomes known of sessions and runs, in any order and however often. */
export interface Tracker {
  readonly issued: (request: CredentialRequest) => Promise<void>;
  readonly told: (run: Run) => Promise<void>;
  readonly due: (due: Due) => Promise<void>;
}

/**
 * Joins runs and the sessions that they live on (docs/guidelines.md, G4, U). Whatever comes is kept first and then laid beside
 * what is there, so that of two that come at once one at least finds the other. A run that goes on is looked at before the
 * last of its sessions ends, and warned of where nothing has renewed it; one that has ended is judged when the records of its
 * end have come, and again with each that comes later.
 */
export function tracker(options: TrackerOptions): Tracker {
  const { store, schedule, currentBook, publish, settleSeconds, now, meter } = options;

  async function issued(request: CredentialRequest): Promise<void> {
    const book = await currentBook();
    const session = trackedSession(request);
    const { roleArn } = session;
    if (!takesInRole(book, roleArn)) return meter.count('RecordsLeftOut');
    await store.putSession(session);
    if (roleArn === undefined) return;
    const runs = (await runsOf(book, roleArn, session.issuedAt)).filter((run) => isOf(run, session));
    // What is later than this session is known when it is looked at.
    const covers = runs.map((run) => coverOf(run, roleArn, [session], session.issuedAt));
    await watch(book, roleArn, covers);
    // As it is known now: among a role's runs it may stand where it was thought to end before.
    for (const run of runs) if (isSettled(run)) await due({ kind: 'end', run: runKey(run) });
  }

  async function told(said: Run): Promise<void> {
    checkTimes(said);
    const book = await currentBook();
    const run = await store.putRun(said, rolesOf(book, said) ?? []);
    if (run.endedAt !== undefined) return await ended(book, run);
    for (const roleArn of await rolesNow(book, run))
      await watch(book, roleArn, await coversOf([run], roleArn));
  }

  async function due(what: Due): Promise<void> {
    const book = await currentBook();
    if (what.kind === 'expiry') return await warn(book, what.roleArn, what.expiresAt);
    const run = await store.run(what.run);
    if (run?.endedAt !== undefined) await ended(book, run);
  }

  async function ended(book: RuleBook, run: Run): Promise<void> {
    if (isSettled(run)) await judge(book, run);
    else await schedule({ kind: 'end', run: runKey(run) }, settledAt(run));
  }

  /** Has runs that go on looked at before the last of their sessions ends. */
  async function watch(book: RuleBook, roleArn: string, covers: readonly RunCover[]): Promise<void> {
    for (const expiresAt of new Set(covers.map((cover) => expiryToWatch(book, cover)))) {
      if (expiresAt === undefined) continue;
      const at = new Date((expiresAt - book.policy.parameters.renewalLeadSeconds) * 1000);
      if (isDue(at)) await warn(book, roleArn, expiresAt);
      else await schedule({ kind: 'expiry', roleArn, expiresAt }, at);
    }
  }

  /** Warns of runs the last session of which ends at a time; those that were renewed since have another one. */
  async function warn(book: RuleBook, roleArn: string, expiresAt: number): Promise<void> {
    const running = await runsOf(book, roleArn, now().getTime() / 1000);
    const runs = running.filter(({ endedAt }) => endedAt === undefined);
    for (const cover of await coversOf(runs, roleArn, expiresAt - longestRoleSessionSeconds)) {
      if (expiryToWatch(book, cover) !== expiresAt) continue;
      const warning = { run: runKey(cover.run), roleArn, expiresAt };
      const detail = expiringCredentials(cover, now().getTime());
      if (detail === undefined || (await store.isWarned(warning))) continue;
      await publish([expiringEvent(detail)]);
      await store.noteWarned(warning);
      meter.count('ExpiryWarnings');
    }
  }

  /** What is found is published though the rule faults on another role. */
  async function judge(book: RuleBook, run: Run): Promise<void> {
    if (rolesOf(book, run) === undefined) meter.count('RunsWithoutRoles');
    const covers: RunCover[] = [];
    for (const roleArn of await rolesNow(book, run))
      if (takesInRole(book, roleArn)) covers.push(...(await coversOf([run], roleArn)));
    const concerned = coversConcerned(covers, rolesOf(book, run) ?? []);
    const outcomes: Outcome[] = concerned.flatMap((cover) => evaluateRun(book, cover, noFacts));
    countOutcomes(meter, 'RunsJudged', outcomes);
    await publish(outcomes.flatMap(({ violations }) => violations.map(violationEvent)));
    throwFaults(outcomes);
  }

  /** `least`: when the sessions that matter were issued at the earliest, where somebody knows: of a run that never ended there are many. */
  async function coversOf(
    runs: readonly Run[],
    roleArn: string,
    least = Number.NEGATIVE_INFINITY,
  ): Promise<RunCover[]> {
    if (runs.length === 0) return [];
    const knownUntil = now().getTime() / 1000 + clockSeconds;
    const from = Math.max(least, Math.min(...runs.map(earliestIssue)));
    const to = Math.max(...runs.map(({ endedAt }) => (endedAt === undefined ? knownUntil : endedAt / 1000)));
    const sessions = await store.sessionsOf(roleArn, from, to);
    return runs.map((run) => coverOf(run, roleArn, sessions, knownUntil));
  }

  async function runsOf(book: RuleBook, roleArn: string, from: number): Promise<readonly Run[]> {
    return runsAssuming(roleArn, await store.runsOf(roleArn, from), (run) => rolesOf(book, run));
  }

  async function rolesNow(book: RuleBook, run: Run): Promise<readonly string[]> {
    const globs = rolesOf(book, run) ?? [];
    return rolesLike(globs, globs.some(isGlob) ? await store.roles() : []);
  }

  const settledAt = ({ endedAt = 0 }: Run) => new Date(endedAt + settleSeconds * 1000);
  const isSettled = (run: Run) => run.endedAt !== undefined && isDue(settledAt(run));
  const isDue = (at: Date) => at.getTime() <= now().getTime() + soonSeconds * 1000;

  /** What has not happened yet nobody can tell: it would be looked at, and kept, for ever. */
  function checkTimes({ startedAt, endedAt = startedAt }: Run): void {
    if (Math.max(startedAt, endedAt) > now().getTime() + aheadSeconds * 1000)
      throw new MalformedNewsError(
        'malformed run: expected `startedAt` and `endedAt` to be times that have come, or come within a day',
      );
  }

  return { issued, told, due };
}

/** By the book: its workloads are looked up by their names, which are gathered once. */
const rolesByBook = new WeakMap<RuleBook, RolesOf>();

function rolesOf(book: RuleBook, run: Run): readonly string[] | undefined {
  const known = rolesByBook.get(book) ?? rolesOfRuns(book.policy);
  rolesByBook.set(book, known);
  return known(run);
}
