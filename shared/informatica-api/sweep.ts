import type { NotUnderstood, PackagedTask } from '../informatica/export-package.ts';
import type { ListedTask } from '../informatica/object-page.ts';
import type { Schedule } from '../informatica/schedule.ts';
import { listTasks } from './list-tasks.ts';
import type { Organization } from './organization.ts';
import { OrganizationError } from './organization-error.ts';
import type { Outside } from './outside.ts';
import { readPackages } from './read-packages.ts';
import { type ReadRuns, readRuns } from './read-runs.ts';
import { schedulesOf } from './read-schedules.ts';

/** What is wanted of an organization, and who hears of it. */
export interface SweepWishes {
  readonly isWanted: (task: ListedTask) => boolean;
  /** Called with each package as it comes, before the next is asked for. */
  readonly keepPackage: (bytes: Buffer) => Promise<void>;
  /** Called with what is done next, how often it is to be done in all, and again for each that is done. */
  readonly hear: (step: 'exports' | 'runs', all: number, done: number) => void;
}

/** All that an organization says of its mapping tasks. */
export interface Sweep {
  /** The tasks in the order of their packages. */
  readonly tasks: readonly PackagedTask[];
  /** Tasks that were listed and cannot be read at all. */
  readonly unreadable: readonly { readonly task: ListedTask; readonly reason: string }[];
  /** Ids of all tasks that there are, wanted or not; `undefined` where the list is not whole. */
  readonly listed: ReadonlySet<string> | undefined;
  /** Tasks that were not wanted. */
  readonly leftOut: number;
  /** Task id → its latest runs, newest first; none of a task whose runs cannot be read. */
  readonly runs: ReadonlyMap<string, ReadRuns['runs']>;
  /** `undefined` where they cannot be read. */
  readonly schedules: readonly Schedule[] | undefined;
  readonly notUnderstood: readonly NotUnderstood[];
  /** What else cannot be read, a line each. */
  readonly troubles: readonly string[];
}

/** Calls that are under way at a time. */
const mostAtOnce = 4;

/**
 * Reads all mapping tasks of an organization, their runs and its schedules. What cannot be read is told, and hides nothing
 * else. Throws OrganizationError where not even the list of tasks can be read.
 */
export async function sweepOrganization(
  organization: Organization,
  wishes: SweepWishes,
  outside: Outside,
): Promise<Sweep> {
  const list = await listTasks(organization);
  const wanted = list.tasks.filter(wishes.isWanted);
  const troubles = [...list.unreadable];
  if (list.tasks.length === 0) troubles.push('objects: there is no mapping task that this user can see');
  const exported = await exportedTasks(wanted, organization, wishes, outside);
  const runs = await runsOf(exported.tasks, organization, wishes, troubles);
  return {
    ...exported,
    listed: list.unreadable.length === 0 ? new Set(list.tasks.map(({ id }) => id)) : undefined,
    leftOut: list.tasks.length - wanted.length,
    runs,
    schedules: wanted.length === 0 ? [] : await readableSchedules(organization, troubles),
    troubles: [...troubles, ...exported.troubles],
  };
}

type Exported = Pick<Sweep, 'tasks' | 'unreadable' | 'notUnderstood' | 'troubles'>;

async function exportedTasks(
  wanted: readonly ListedTask[],
  organization: Organization,
  { keepPackage, hear }: SweepWishes,
  outside: Outside,
): Promise<Exported> {
  const tasks = new Map<string, PackagedTask>();
  const unreadable: { task: ListedTask; reason: string }[] = [];
  const notUnderstood: NotUnderstood[] = [];
  const troubles: string[] = [];
  let done = 0;
  hear('exports', wanted.length, done);
  for await (const part of readPackages(wanted, organization, outside)) {
    if ('reason' in part) {
      unreadable.push(...part.asked.map((task) => ({ task, reason: part.reason })));
    } else {
      await keepPackage(part.bytes);
      const asked = new Map(part.asked.map((task) => [task.id, task]));
      for (const task of part.read.tasks) if (asked.delete(task.id)) tasks.set(task.id, task);
      const reason = 'is not in the package of its export';
      unreadable.push(...[...asked.values()].map((task) => ({ task, reason })));
      notUnderstood.push(...part.read.notUnderstood);
      troubles.push(...part.read.troubles);
    }
    done += part.asked.length;
    hear('exports', wanted.length, done);
  }
  return { tasks: [...tasks.values()], unreadable, notUnderstood: distinct(notUnderstood), troubles };
}

async function runsOf(
  tasks: readonly PackagedTask[],
  organization: Organization,
  { hear }: SweepWishes,
  troubles: string[],
): Promise<Sweep['runs']> {
  const runs = new Map<string, ReadRuns['runs']>();
  let done = 0;
  hear('runs', tasks.length, done);
  await atOnce(tasks, async ({ id, handle, folder, name }) => {
    const found = await readableRuns(handle, organization);
    if (found.runs !== undefined) runs.set(id, found.runs);
    troubles.push(...found.unreadable.map((reason) => `${folder}/${name}: its runs: ${reason}`));
    hear('runs', tasks.length, ++done);
  });
  return runs;
}

async function readableRuns(
  handle: string | undefined,
  organization: Organization,
): Promise<Pick<ReadRuns, 'unreadable'> & { readonly runs: ReadRuns['runs'] | undefined }> {
  if (handle === undefined)
    return { runs: undefined, unreadable: ['the package does not tell the id that the activity log knows'] };
  try {
    return await readRuns(handle, organization);
  } catch (error) {
    if (!(error instanceof OrganizationError)) throw error;
    return { runs: undefined, unreadable: [error.message] };
  }
}

async function readableSchedules(
  organization: Organization,
  troubles: string[],
): Promise<Schedule[] | undefined> {
  try {
    return await schedulesOf(organization);
  } catch (error) {
    if (!(error instanceof OrganizationError)) throw error;
    troubles.push(error.message);
    return undefined;
  }
}

/** Works on items, some of them at a time, in their order. */
async function atOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: mostAtOnce }, worker));
}

function distinct(attributes: readonly NotUnderstood[]): NotUnderstood[] {
  return [...new Map(attributes.map((one) => [`${one.connector}\n${one.name}`, one])).values()];
}
