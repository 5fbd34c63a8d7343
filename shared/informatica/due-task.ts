import type { LoggedRun } from './activity-page.ts';
import type { PackagedTask } from './export-package.ts';
import { nextDue } from './next-due.ts';
import type { Schedule } from './schedule.ts';

/** What tells when tasks are due. */
export interface Calendar {
  /** All schedules of the organization; `undefined` where they could not be read. */
  readonly schedules: readonly Schedule[] | undefined;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
}

/**
 * When a task is due next: milliseconds since 1970 UTC; `never` where it has no schedule, or one that has ended; `unknown`
 * where that cannot be told. Its schedule is the one that it names, else the one that last started a run of it: a taskflow's
 * schedule stands in no package.
 */
export function dueTask(
  { scheduleId, taskflows, reading }: Pick<PackagedTask, 'scheduleId' | 'taskflows' | 'reading'>,
  runs: readonly LoggedRun[] | undefined,
  { schedules, now }: Calendar,
): number | 'never' | 'unknown' {
  if ('unreadable' in reading && scheduleId === undefined) return 'unknown';
  const name = runs?.find(({ scheduleName }) => scheduleName !== undefined)?.scheduleName;
  if (scheduleId === undefined && name === undefined)
    return runs === undefined || taskflows.length > 0 ? 'unknown' : 'never';
  const schedule = schedules?.find((one) =>
    scheduleId === undefined ? one.name === name : [one.federatedId, one.id].includes(scheduleId),
  );
  return schedule === undefined ? 'unknown' : nextDue(schedule, now);
}
