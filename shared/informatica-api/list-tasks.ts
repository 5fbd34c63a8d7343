import { type ListedTask, readObjectPage } from '../informatica/object-page.ts';
import { counted } from '../json/counted.ts';
import type { Organization } from './organization.ts';
import { pagesOf } from './pages.ts';

/** Objects on a page: the most that the reference allows. A server may answer fewer. */
const pageSize = 200;
/** Tasks that are read at most: a server that always knows one more is not asked for ever. */
const mostTasks = 100_000;
const what = 'objects';

/** The mapping tasks of an organization, each once, and what of the list cannot be read, a line each. */
export interface TaskList {
  readonly tasks: readonly ListedTask[];
  readonly unreadable: readonly string[];
}

/**
 * Lists all mapping tasks, page after page. Pages know nothing of each other: where tasks come and go between them, one may
 * come twice and another one not at all, which the count alone tells. Throws OrganizationError.
 */
export async function listTasks(organization: Organization): Promise<TaskList> {
  const tasks = new Map<string, ListedTask>();
  const unreadable: string[] = [];
  let [listed, mostCounted] = [0, 0];
  const pathOf = (skip: number) => {
    const query = new URLSearchParams({ q: "type=='MTT'", limit: String(pageSize), skip: String(skip) });
    return `/public/core/v3/objects?${query}`;
  };
  for await (const page of pagesOf(organization, { what, pathOf, read: readObjectPage })) {
    for (const task of page.tasks) tasks.set(task.id, task);
    unreadable.push(...page.unreadable);
    listed += page.size;
    mostCounted = Math.max(mostCounted, page.count);
    if (listed >= page.count || tasks.size >= mostTasks) break;
  }
  const named = tasks.size + unreadable.length;
  if (named !== mostCounted)
    unreadable.push(`${what}: the list names ${counted(named, 'task')}, and counts ${mostCounted}`);
  return { tasks: [...tasks.values()], unreadable };
}
