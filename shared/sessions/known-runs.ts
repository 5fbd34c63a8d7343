import { diedOfExpiry, type Run } from './run.ts';

const mostRuns = 50;
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

/** Task id → its known runs. A run that is given twice counts once: as it ended, where one of the two says so. */
export function knownRuns(runs: Iterable<Run>): Map<string, KnownRuns> {
  const ofTasks = [...runs].filter((run): run is Run & { taskId: string } => run.taskId !== undefined);
  const byTask = Map.groupBy(distinctRuns(ofTasks), ({ taskId }) => taskId);
  return new Map([...byTask].map(([taskId, known]) => [taskId, summaryOf(known)]));
}

/** Runs that are told apart by task and id, each once: as it ended, where somebody says so. */
export function distinctRuns<One extends Run>(runs: Iterable<One>): One[] {
  const known = new Map<string, One>();
  for (const run of runs) {
    const key = JSON.stringify([run.taskId ?? run.taskName, run.id]);
    known.set(key, later(known.get(key), run));
  }
  return [...known.values()];
}

function later<One extends Run>(one: One | undefined, other: One): One {
  if (one === undefined) return other;
  const difference = (one.endedAt ?? -1) - (other.endedAt ?? -1);
  if (difference !== 0) return difference > 0 ? one : other;
  return accountOf(one) > accountOf(other) ? one : other;
}

/** Of two accounts that contradict each other always the same one counts, and one that says how the run ended before one that does not. */
function accountOf({ outcome, startedAt, errorMessage }: Run): string {
  return JSON.stringify([outcome ?? '', startedAt, errorMessage ?? '']);
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
