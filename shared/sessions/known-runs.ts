import { diedOfExpiry, namesOfTask, type Run } from './run.ts';
import { distinctRuns } from './told-run.ts';

/** How many of a task’s runs are known. */
export const mostRuns = 50;
/** Of the latest each is known by itself. */
const mostLatest = 20;

/** What a task's known runs tell (docs/guidelines.md, "Words"): its latest 50 that ended with success, warning or failure. */
export interface KnownRuns {
  readonly count: number;
  /** How long those took that ended well, with success or warning, in whole seconds from start to end. */
  readonly wellSeconds: readonly number[];
  /** How long those took that died of expired credentials. */
  readonly diedOfExpirySeconds: readonly number[];
  /** The latest 20, the latest first. */
  readonly latest: readonly KnownRun[];
}

/** A run, and how it ended. */
export interface KnownRun {
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  /** Whole seconds from start to end. */
  readonly seconds: number;
  /** `well` with success or warning; `died` of expired credentials. */
  readonly end: 'well' | 'failed' | 'died';
}

/** Task id → its known runs. A run of which more than once something is told counts once. */
export function knownRuns(runs: Iterable<Run>): Map<string, KnownRuns> {
  const ofTasks = distinctRuns(runs).filter(({ taskId }) => taskId !== undefined);
  return summaries(Map.groupBy(ofTasks, ({ taskId = '' }) => taskId));
}

/** What a task is called, by its id or name → its known runs. */
export function knownRunsCalled(runs: Iterable<Run>): Map<string, KnownRuns> {
  const byName = new Map<string, Run[]>();
  for (const run of distinctRuns(runs)) {
    for (const name of namesOfTask(run)) {
      const some = byName.get(name);
      if (some === undefined) byName.set(name, [run]);
      else some.push(run);
    }
  }
  return summaries(byName);
}

function summaries(runs: ReadonlyMap<string, readonly Run[]>): Map<string, KnownRuns> {
  return new Map([...runs].map(([task, known]) => [task, summaryOf(known)]));
}

function summaryOf(runs: readonly Run[]): KnownRuns {
  const known = runs
    .filter(({ endedAt, outcome }) => endedAt !== undefined && outcome !== undefined && outcome !== 'stopped')
    .sort(latestFirst)
    .slice(0, mostRuns);
  return {
    count: known.length,
    wellSeconds: known.filter(({ outcome }) => outcome !== 'failed').map(secondsOf),
    diedOfExpirySeconds: known.filter(diedOfExpiry).map(secondsOf),
    latest: known.slice(0, mostLatest).map(knownRun),
  };
}

function knownRun(run: Run): KnownRun {
  const end = run.outcome === 'failed' ? (diedOfExpiry(run) ? 'died' : 'failed') : 'well';
  return { startedAt: run.startedAt, seconds: secondsOf(run), end };
}

/** By their end; of two that ended together the one with the greater id, so that the order of the input says nothing. */
function latestFirst(one: Run, other: Run): number {
  return (other.endedAt ?? 0) - (one.endedAt ?? 0) || (one.id < other.id ? 1 : -1);
}

function secondsOf({ startedAt, endedAt = startedAt }: Run): number {
  return Math.floor((endedAt - startedAt) / 1000);
}
