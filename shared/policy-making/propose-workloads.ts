import type { TaskUse } from './task-use.ts';

/** What the requests for one role are for. */
export interface ProposedWorkload {
  readonly role: string;
  readonly tasks: readonly TaskUse[];
  readonly mode: TaskUse['mode'];
  /**
   * The least that a request for the role has to cover: requests do not say for which of its tasks they are, so that more would
   * be wrong of some. `undefined` where one of the tasks has no known length.
   */
  readonly expectedSeconds: number | undefined;
}

/** A workload for each role that tasks assume. */
export function proposeWorkloads(tasks: readonly TaskUse[], roles: readonly string[]): ProposedWorkload[] {
  return roles.flatMap((role) => {
    const users = tasks.filter(({ hops }) => hops.some((hop) => hop.role === role));
    if (users.length === 0) return [];
    const standard = users.filter(({ mode }) => mode === 'standard');
    const lengths = standard.map(({ expectedSeconds }) => expectedSeconds);
    const areKnown = lengths.length > 0 && !lengths.includes(undefined);
    return [
      {
        role,
        tasks: users,
        mode: standard.length === 0 ? 'advanced' : 'standard',
        expectedSeconds: areKnown ? Math.min(...lengths.map(Number)) : undefined,
      },
    ];
  });
}
