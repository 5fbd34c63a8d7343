import { type LoggedRun, readActivityPage } from '../informatica/activity-page.ts';
import { jsonAnswer, mostJsonBytes } from './json-answer.ts';
import type { Organization } from './organization.ts';

/** Runs that say what a task does (docs/guidelines.md, "Words"): older ones are not asked for. */
const enough = 50;
/** Entries that are read at most: a log may be full of what never ran. */
const mostEntries = 1000;
const what = 'activityLog';

/** The latest runs of a task, newest first, and what of them cannot be read, a line each. */
export interface ReadRuns {
  readonly runs: readonly LoggedRun[];
  readonly unreadable: readonly string[];
}

/** Reads a task's runs, by its id of version 2, until there are {@link enough}. Throws OrganizationError. */
export async function readRuns(taskId: string, organization: Organization): Promise<ReadRuns> {
  const runs = new Map<string, LoggedRun>();
  const unreadable: string[] = [];
  let before: Buffer | undefined;
  for (let offset = 0; runs.size < enough && offset < mostEntries; ) {
    const query = new URLSearchParams({ taskId, rowLimit: String(enough), offset: String(offset) });
    const bytes = await organization.ask({
      path: `/api/v2/activity/activityLog?${query}`,
      mostBytes: mostJsonBytes,
      what,
    });
    const page = jsonAnswer(bytes, what, (value) => readActivityPage(value, taskId));
    for (const logged of page.runs) if (!runs.has(logged.run.id)) runs.set(logged.run.id, logged);
    unreadable.push(...page.unreadable);
    offset += page.size;
    // A server may answer fewer than it was asked for: only an empty page is the end, or one that is the same again.
    if (page.size === 0 || before?.equals(bytes) === true) break;
    before = bytes;
  }
  const newestFirst = [...runs.values()].sort((one, other) => endOf(other) - endOf(one));
  return { runs: newestFirst.slice(0, enough), unreadable };
}

function endOf({ run }: LoggedRun): number {
  return run.endedAt ?? run.startedAt;
}
