import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Due } from '../../functions/track-sessions/due.ts';
import { type Tracker, tracker } from '../../functions/track-sessions/tracker.ts';
import type { Meter } from '../../shared/aws/lambda/metrics.ts';
import type { BusEvent } from '../../shared/aws/publishing/events.ts';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import type { ExpiringCredentials } from '../../shared/evaluation/expiring-credentials.ts';
import { openRuleBook } from '../../shared/evaluation/rule-book.ts';
import { localSessions } from '../../shared/local/store/local-sessions.ts';
import { openStore } from '../../shared/local/store/open-store.ts';
import { removeExpired } from '../../shared/local/store/remove-expired.ts';
import { readPolicy } from '../../shared/policy/read-policy.ts';
import { rules } from '../../shared/rules/index.ts';
import type { Assignment } from './assignment.ts';
import { type Chance, chanceOf } from './chance.ts';
import { endOf, recordOf, startOf } from './facts.ts';
import { type Tally, teller } from './tally.ts';
import { makeTask, type Task } from './task.ts';
import { makeRun, type TrueRun } from './true-run.ts';
import { type VirtualTime, virtualTime } from './virtual-time.ts';

/** How far a simulation had come at an hour of its clock. */
export interface Sample {
  readonly sessions: number;
  /** Of the virtual clock. */
  readonly hours: number;
  /** Of the machine, by the wall and by its processors. */
  readonly seconds: number;
  readonly processorSeconds: number;
  /** That the process holds, and of those what JavaScript does. */
  readonly memoryBytes: number;
  readonly heapBytes: number;
  readonly storeBytes: number;
  readonly rows: Readonly<Record<(typeof tables)[number], number>>;
  /** Runs of which it is still held what they were: the simulator’s own. */
  readonly held: number;
  /** So far. */
  readonly missed: number;
  readonly falseRuns: number;
}

const tables = ['sessions', 'runs', 'runs_of_roles', 'warnings'] as const;

/** Learns how a simulation goes on. */
interface Watcher {
  readonly progress: (sessions: number) => void;
  readonly sample: (sample: Sample) => void;
}

export interface SimulationParts {
  readonly watcher?: Watcher;
  /** Makes what keeps sessions and runs; the embedded store where nothing is said. */
  readonly sessions?: typeof localSessions;
  /** From when it is aborted no run starts any more. */
  readonly stop?: AbortSignal;
}

/** What came of a simulation. */
export interface Simulated {
  readonly tally: Tally;
  /** Judgements, those of one run being several where records come late, and such of them that were undecided. */
  readonly judgements: number;
  readonly undecided: number;
  /** What the tracker was told: records, events on runs, and schedules that fired. */
  readonly told: { readonly records: number; readonly events: number; readonly schedules: number };
  readonly sessions: number;
  /** Of the virtual clock. */
  readonly days: number;
  /** Of the machine, by the wall and by its processors. */
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly peakBytes: number;
  readonly storeBytes: number;
  readonly course: readonly Sample[];
}

const start = Date.parse('2026-10-01T00:00:00Z') / 1000;
/** Seconds from a run's end to the next start of its task. */
const pause = 120;
/** Seconds at most that an event on a run takes, as who sends it asks for runs once a minute; and that a schedule takes. */
const minute = 60;
const mostDisorder = 900;
const mostLate = 600;
const hour = 3600;

/** Simulates tasks and what is heard of them, with a store in a folder. */
export async function simulate(
  assignment: Assignment,
  folder: string,
  { watcher, sessions = localSessions, stop }: SimulationParts = {},
): Promise<Simulated> {
  const time = virtualTime(start);
  const now = () => new Date(Math.floor(time.now() * 1000));
  const store = await openStore(folder, { now, onDamage: damaged });
  const { tally, ...told } = teller(assignment.renewalLeadSeconds);
  const count = { records: 0, events: 0, schedules: 0, sessions: 0, judgements: 0, undecided: 0 };
  const tracking = tracker({
    store: sessions(store, { keptSeconds: assignment.keptSeconds, now }),
    schedule: scheduler(assignment, time, async (due) => {
      count.schedules++;
      await tracking.due(due);
    }),
    currentBook: bookOf(assignment),
    publish: async (events) => {
      for (const event of events) hear(event);
    },
    settleSeconds: assignment.settleSeconds,
    now,
    meter: meterOf(count),
  });

  function hear({ detailType, detail }: BusEvent): void {
    if (detailType === 'Temporary Credentials Expiring') told.warn(detail as ExpiringCredentials, time.now());
    else told.accuse(detail as Violation);
  }

  function startTask(task: Task, number: number, at: number): void {
    if (isOver()) return;
    const run = makeRun(task, number, Math.round(at * 1000) / 1000);
    count.sessions += run.credentials.reduce((sum, { sessions }) => sum + sessions.length, 0);
    told.begin(run);
    deliver(run, { assignment, time, tracking, count });
    const { settleSeconds, disturbances } = assignment;
    const { id } = run;
    time.plan(run.endedAt + settleSeconds + disturbances.delay.most + 2 * mostDisorder, () => told.close(id));
    const missed = Math.ceil((run.endedAt + pause - at) / task.period);
    const next = at + Math.max(1, missed) * task.period;
    time.plan(next - minute, () => startTask(task, number + 1, next));
  }

  const isOver = () => count.sessions >= assignment.sessions || stop?.aborted === true;

  function everyHour(): void {
    removeExpired(store, now());
    watcher?.progress(count.sessions);
    if (isOver()) return;
    const hours = Math.round((time.now() - start) / hour);
    if (hours % assignment.sampleHours === 0) takeSample(hours);
    time.plan(time.now() + hour, everyHour);
  }

  function takeSample(hours: number): void {
    const rowsOf = (table: string) => [
      table,
      Number(store.statement(`SELECT count(*) AS count FROM ${table}`).get()?.count),
    ];
    const sample: Sample = {
      sessions: count.sessions,
      hours,
      ...spent(),
      memoryBytes: process.memoryUsage.rss(),
      heapBytes: process.memoryUsage().heapUsed,
      storeBytes: statSync(join(folder, 'store.db')).size,
      rows: Object.fromEntries(tables.map(rowsOf)),
      held: told.held(),
      missed: tally.missedRuns.died + tally.missedRuns.left,
      falseRuns: tally.falseRuns,
    };
    course.push(sample);
    watcher?.sample(sample);
  }

  function spent() {
    const { user, system } = process.cpuUsage(processor);
    return { seconds: (performance.now() - began) / 1000, processorSeconds: (user + system) / 1e6 };
  }

  const course: Sample[] = [];
  const [began, processor] = [performance.now(), process.cpuUsage()];
  for (let number = 0; number < assignment.tasks; number++) {
    const task = makeTask(assignment.seed, number, assignment.disturbances.unnamed);
    const first = start + minute + task.chance.between(0, task.period);
    time.plan(first - minute, () => startTask(task, 0, first));
  }
  time.plan(start + hour, everyHour);
  // Between two units of work signals get their turn.
  while (await store.unit(() => time.pass(assignment.batch))) await setImmediate();
  const took = spent();
  watcher?.progress(count.sessions);
  store.close();
  return {
    tally,
    judgements: count.judgements,
    undecided: count.undecided,
    told: { records: count.records, events: count.events, schedules: count.schedules },
    sessions: count.sessions,
    days: (time.now() - start) / (24 * hour),
    ...took,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    storeBytes: statSync(join(folder, 'store.db')).size,
    course,
  };
}

interface Way {
  readonly assignment: Assignment;
  readonly time: VirtualTime;
  readonly tracking: Tracker;
  readonly count: { records: number; events: number };
}

/** Plans when what is told of a run comes, if it does. */
function deliver(run: TrueRun, { assignment, time, tracking, count }: Way): void {
  const { task, startedAt, endedAt, credentials } = run;
  const { disturbances } = assignment;
  const skew = task.clockError * disturbances.skew;
  const send = (happened: number, lost: number, delay: number, work: () => Promise<void>) => {
    for (const after of delaysOf(task.mishaps, { lost, delay }, disturbances))
      time.plan(happened + after, work);
  };
  const tell = async (said: ReturnType<typeof startOf>) => {
    count.events++;
    await tracking.told(said);
  };
  const poll = () => (disturbances.delay.most === 0 ? 0 : task.mishaps.between(0, minute));
  send(startedAt, disturbances.lostEvents, poll(), () => tell(startOf(run, skew)));
  send(endedAt, disturbances.lostEvents, poll(), () => tell(endOf(run, skew)));
  for (const { roleArn, sessions } of credentials)
    for (const session of sessions)
      send(session.issuedAt, disturbances.lostRecords, task.mishaps.delay(disturbances.delay), async () => {
        count.records++;
        await tracking.issued(recordOf(task, roleArn, session));
      });
}

/** After how many seconds something comes: never, once, or twice. */
function delaysOf(
  mishaps: Chance,
  { lost, delay }: { readonly lost: number; readonly delay: number },
  { disorder, duplicates }: Assignment['disturbances'],
): number[] {
  const isLost = mishaps.happens(lost);
  const isTwice = mishaps.happens(duplicates);
  const first = mishaps.happens(disorder) ? mishaps.between(0, mostDisorder) : delay;
  const second = mishaps.between(0, mostDisorder);
  return isLost ? [] : [first, ...(isTwice ? [second] : [])];
}

/** Schedules as EventBridge Scheduler has them: the same at the same time is scheduled once, and fires within the minute. */
function scheduler(
  { seed, disturbances: { badSchedules } }: Assignment,
  time: VirtualTime,
  fire: (due: Due) => Promise<void>,
) {
  const pending = new Set<string>();
  const chance = chanceOf(seed, -1);
  return async (due: Due, at: Date): Promise<void> => {
    const seconds = Math.floor(at.getTime() / 1000);
    const name = `${seconds} ${due.kind === 'end' ? due.run : `${due.roleArn} ${due.expiresAt}`}`;
    if (pending.has(name)) return;
    pending.add(name);
    const late = chance.happens(badSchedules) ? chance.between(0, mostLate) : chance.between(0, minute);
    time.plan(seconds + late, () => {
      pending.delete(name);
      return fire(due);
    });
    if (chance.happens(badSchedules))
      time.plan(seconds + late + chance.between(0, mostLate), () => fire(due));
  };
}

function bookOf({ renewalLeadSeconds }: Assignment) {
  const book = openRuleBook(rules, readPolicy({ schemaVersion: '1', parameters: { renewalLeadSeconds } }));
  return async () => book;
}

/** A judgement is undecided where it is so for one of the run's roles. */
function meterOf(count: { judgements: number; undecided: number }): Meter {
  let isCounted = true;
  return {
    count: (name) => {
      if (name === 'RunsJudged') {
        count.judgements++;
        isCounted = false;
      } else if (name === 'Undecided' && !isCounted) {
        count.undecided++;
        isCounted = true;
      }
    },
    violation: () => undefined,
    age: () => undefined,
    flush: async () => undefined,
    prepare: () => undefined,
  };
}

function damaged(path: string): never {
  throw new Error(`the store is damaged: ${path}`);
}
