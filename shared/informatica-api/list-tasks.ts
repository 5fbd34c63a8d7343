import { type ListedTask, readObjectPage } from '../informatica/object-page.ts';
import { counted } from '../json/counted.ts';
import { jsonAnswer, mostJsonBytes } from './json-answer.ts';
import type { Organization } from './organization.ts';

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
  let [skip, mostCounted] = [0, 0];
  let before: Buffer | undefined;
  for (;;) {
    const query = new URLSearchParams({ q: "type=='MTT'", limit: String(pageSize), skip: String(skip) });
    const bytes = await organization.ask({
      path: `/public/core/v3/objects?${query}`,
      mostBytes: mostJsonBytes,
      what,
    });
    const page = jsonAnswer(bytes, what, readObjectPage);
    const isSame = before?.equals(bytes) === true;
    for (const task of page.tasks) tasks.set(task.id, task);
    unreadable.push(...page.unreadable);
    skip += page.size;
    mostCounted = Math.max(mostCounted, page.count);
    // A server that answers nothing, or the same again, has no more to say.
    if (skip >= page.count || page.size === 0 || isSame || tasks.size >= mostTasks) break;
    before = bytes;
  }
  const named = tasks.size + unreadable.length;
  if (named !== mostCounted)
    unreadable.push(`${what}: the list names ${counted(named, 'task')}, and counts ${mostCounted}`);
  return { tasks: [...tasks.values()], unreadable };
}
