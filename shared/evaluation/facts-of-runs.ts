import { allKnown } from '../json/fact.ts';
import type { Facts } from '../rules/facts.ts';
import { knownRuns, knownRunsCalled } from '../sessions/known-runs.ts';
import type { Run } from '../sessions/run.ts';

/** What runs tell of their tasks, and of workloads that are called like these. */
export function factsOfRuns(runs: readonly Run[]): Pick<Facts, 'runs' | 'runsOfWorkloads'> {
  return { runs: allKnown(knownRuns(runs)), runsOfWorkloads: allKnown(knownRunsCalled(runs)) };
}
