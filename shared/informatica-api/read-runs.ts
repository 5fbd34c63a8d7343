import { type LoggedRun, readActivityPage } from '../informatica/activity-page.ts';
import type { Organization } from './organization.ts';
import { pagesOf } from './pages.ts';

/** Runs that say what a task does (docs/guidelines.md, "Words"): older ones are not asked for. */
const enough = 50;
/** Entries that are read at most: a log may be full of what never ran. */
const mostEntries = 1000;

/** The latest runs of a task, newest first, and what of them cannot be read, a line each. */
export interface ReadRuns {
  readonly runs: readonly LoggedRun[];
  readonly unreadable: readonly string[];
}

/** Reads a task's runs, by its id of version 2, until there are {@link enough}. Throws OrganizationError. */
export async function readRuns(taskId: string, organization: Organization): Promise<ReadRuns> {
  const runs = new Map<string, LoggedRun>();
  const unreadable: string[] = [];
  let entries = 0;
  const pathOf = (offset: number) => {
    const query = new URLSearchParams({ taskId, rowLimit: String(enough), offset: String(offset) });
    return `/api/v2/activity/activityLog?${query}`;
  };
  const read = (answer: unknown) => readActivityPage(answer, taskId);
  for await (const page of pagesOf(organization, { what: 'activityLog', pathOf, read })) {
    for (const logged of page.runs) if (!runs.has(logged.run.id)) runs.set(logged.run.id, logged);
    unreadable.push(...page.unreadable);
    entries += page.size;
    if (runs.size >= enough || entries >= mostEntries) break;
  }
  const newestFirst = [...runs.values()].sort((one, other) => endOf(other) - endOf(one));
  return { runs: newestFirst.slice(0, enough), unreadable };
}

function endOf({ run }: LoggedRun): number {
  return run.endedAt ?? run.startedAt;
}
