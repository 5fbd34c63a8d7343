import type { TimeRange } from '../archive/time-range.ts';
import { longestSessionSeconds } from '../rules/renew-before-expiry.ts';
import type { Run } from '../sessions/run.ts';
import { isRunSelected, type Selection } from './selection.ts';

/** What else decides which records an audit needs. */
interface Needs {
  /** The policy’s. */
  readonly lapseSeconds: number;
  readonly runs?: readonly Run[] | undefined;
}

/**
 * The times of the events that an audit of selected records needs: before them those of sessions that lived on, or ended so
 * short a time ago that a session may be their late renewal; after them those of sessions in the runs that are selected by
 * their start.
 */
export function neededTimes({ from, to }: Selection, { lapseSeconds, runs = [] }: Needs): TimeRange {
  return {
    from: from === undefined ? undefined : from - longestSessionSeconds - lapseSeconds,
    to: to === undefined ? undefined : Math.max(to, ...runs.map(endOf({ from, to }))),
  };
}

function endOf(times: Selection): (run: Run) => number {
  return (run) => {
    if (!isRunSelected(times, run)) return Number.NEGATIVE_INFINITY;
    return run.endedAt === undefined ? Number.POSITIVE_INFINITY : run.endedAt / 1000 + 1;
  };
}
