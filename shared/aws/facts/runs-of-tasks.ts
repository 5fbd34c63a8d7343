import { type Fact, knownOrAbsent, unavailable } from '../../json/fact.ts';
import { type KnownRuns, knownRuns, knownRunsCalled } from '../../sessions/known-runs.ts';
import { namesOfTask, type Run } from '../../sessions/run.ts';
import type { SessionStore } from '../../sessions/session-store.ts';
import { remembering } from '../calls/remembering.ts';
import type { ReportUnavailable } from './report-unavailable.ts';

/** Seconds for which the runs of a workload are taken for granted: they are asked for with each request for credentials. */
const remembered = 60;
const mostRemembered = 10_000;

export interface RunsOfTasksOptions {
  readonly store: Pick<SessionStore, 'endedRuns' | 'endedRunsCalled'>;
  /** What files say of runs beside the store. */
  readonly filed?: readonly Run[];
  readonly now: () => Date;
  readonly report: ReportUnavailable;
}

/** What is known of runs. None of them rejects. */
export interface RunsOfTasks {
  /** The known runs of the task with an id, as they are now: a task that has just died is to be asked about again. */
  readonly ofTask: (taskId: string) => Promise<Fact<KnownRuns>>;
  /** The known runs of the task that a workload is called like. */
  readonly ofWorkload: (name: string) => Promise<Fact<KnownRuns>>;
}

/** Makes a lookup of known runs. Those of the store and of files count together, each once. */
export function runsOfTasks({ store, filed = [], now, report }: RunsOfTasksOptions): RunsOfTasks {
  const named = filed.flatMap((run) => namesOfTask(run).map((name) => ({ name, run })));
  const filedCalled = Map.groupBy(named, ({ name }) => name);

  const filedRuns = (name: string) => (filedCalled.get(name) ?? []).map(({ run }) => run);

  async function find(
    name: string,
    ended: (name: string) => Promise<readonly Run[]>,
    known: (runs: readonly Run[]) => ReadonlyMap<string, KnownRuns>,
  ): Promise<Fact<KnownRuns>> {
    try {
      return knownOrAbsent(known([...(await ended(name)), ...filedRuns(name)]).get(name));
    } catch (error) {
      await report('known-runs', error);
      return unavailable;
    }
  }

  return {
    ofTask: (taskId) => find(taskId, store.endedRuns, knownRuns),
    ofWorkload: remembering((name: string) => find(name, store.endedRunsCalled, knownRunsCalled), {
      seconds: ({ state }) => (state === 'unavailable' ? 0 : remembered),
      most: mostRemembered,
      now,
    }),
  };
}
