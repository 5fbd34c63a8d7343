import type { Submission } from '../submission/submission.ts';
import type { Run } from './run.ts';

/** A task as it is known beside its runs. */
export interface NamedTask {
  /** What it is called besides its id and name. */
  readonly handle: string | undefined;
  readonly submission: Submission;
}

/** What tasks that are known say of their runs, by ids and names. */
export interface KnownTasks {
  /** ARNs of the roles that their connections assume; absent where a role may be set that nobody can read, and none is. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
  /** What runs in advanced mode (G5). */
  readonly advanced: ReadonlySet<string>;
}

/** Reads of tasks what their runs do not say. A name that several have says nothing where they differ in it. */
export function knownTasks(tasks: readonly NamedTask[]): KnownTasks {
  const byName = Map.groupBy(
    tasks.flatMap(({ handle, submission }) => {
      const names = [handle, submission.task.id, submission.task.name].filter((name) => name !== undefined);
      return [...new Set(names)].map((name) => ({ name, submission }));
    }),
    ({ name }) => name,
  );
  const roles = new Map<string, readonly string[]>();
  const advanced = new Set<string>();
  for (const [name, some] of byName) {
    const assumed = only(some.map(({ submission }) => assumedRoles(submission)));
    if (assumed !== undefined) roles.set(name, assumed);
    if (only(some.map(({ submission }) => submission.task.mode)) === 'advanced') advanced.add(name);
  }
  return { roles, advanced };
}

/** The run, in the mode of its task where it says none itself. */
export function inModeOfTask(run: Run, { advanced }: KnownTasks): Run {
  const name = [run.taskId, run.taskName].find((one) => one !== undefined && advanced.has(one));
  return run.mode === undefined && name !== undefined ? { ...run, mode: 'advanced' } : run;
}

/** The one value that all are alike. */
function only<Value>([first, ...others]: readonly Value[]): Value | undefined {
  return others.every((one) => JSON.stringify(one) === JSON.stringify(first)) ? first : undefined;
}

/** None where it uses no temporary credentials; `undefined` where nobody can read which. */
function assumedRoles({ hops }: Submission): readonly string[] | undefined {
  const roles = hops.flatMap(({ iamRoleArn }) => iamRoleArn ?? []);
  const isOpen = hops.some(({ kind, connection: { unresolved } }) =>
    unresolved.has(kind === 'staging' ? 'iamRoleArn' : 'database'),
  );
  return isOpen && roles.length === 0 ? undefined : [...new Set(roles)].sort();
}
