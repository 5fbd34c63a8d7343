import { matchesAny, matchesGlob } from '../json/glob.ts';
import { namesOfTask, type Run } from './run.ts';

/** Which roles a run assumes, as ARNs or globs of ARNs; `undefined` where nobody says. */
export type RolesOf = (run: Run) => readonly string[] | undefined;

/** What says which roles a task assumes, where its runs do not. */
export interface TaskRoles {
  /** Task id or name → ARNs. */
  readonly byTask?: ReadonlyMap<string, readonly string[]> | undefined;
  /** Of the policy: one with a task’s name is that task’s. */
  readonly workloads: readonly { readonly name: string; readonly roles: readonly string[] }[];
}

/** What the run says itself comes first, then what was said of its task, then the workload that is called like it. */
export function rolesOfRuns({ byTask, workloads }: TaskRoles): RolesOf {
  const byName = new Map(workloads.map(({ name, roles }) => [name, roles]));
  return (run) => {
    const names = namesOfTask(run);
    const found = [byTask, byName].flatMap((roles) => names.map((name) => roles?.get(name)));
    return run.roleArns ?? found.find((roles) => roles !== undefined);
  };
}

/** Runs that assume a role, as far as anybody says: what was told of a run’s roles at first may be outdated. */
export function runsAssuming(
  roleArn: string | undefined,
  runs: readonly Run[],
  rolesOf: RolesOf,
): readonly Run[] {
  return runs.filter((run) => matchesAny(roleArn, rolesOf(run) ?? []));
}

/** Whether something stands for several roles. */
export function isGlob(role: string): boolean {
  return /[*?]/.test(role);
}

/** Roles by their ARNs; a glob stands for those that were seen and match it, and where there are none for itself. */
export function rolesLike(globs: readonly string[], seen: readonly string[]): string[] {
  const roles = globs.flatMap((glob) => {
    const alike = isGlob(glob) ? seen.filter((role) => matchesGlob(role, glob)).sort() : [];
    return alike.length === 0 ? [glob] : alike;
  });
  return [...new Set(roles)];
}
