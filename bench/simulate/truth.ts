import type { TrueCredentials, TrueRun } from './true-run.ts';

/**
 * What a run was, by what is known of it for certain: in advanced mode; dead of expired credentials; left without
 * credentials, when it failed or was stopped; longer than its credentials, and well or with new ones; or covered.
 */
export type Truth = 'advanced' | 'died' | 'left' | 'outlived' | 'covered';

/** Times are whole seconds: what is less than that nobody can tell (docs/guidelines.md, G4, U). */
const resolution = 2;

export function truthOf(run: TrueRun): Truth {
  const { task, died, outcome, endedAt, credentials } = run;
  if (task.isAdvanced) return 'advanced';
  if (died) return 'died';
  const isBroken = outcome === 'failed' || outcome === 'stopped';
  if (isBroken && credentials.some((one) => endOf(one, endedAt) < endedAt - resolution)) return 'left';
  return credentials.some((one) => lapses(one, endedAt).length > 0) ? 'outlived' : 'covered';
}

/** Whether a run is to be told of as one whose credentials were not renewed. */
export function isToBeFound(truth: Truth): truth is 'died' | 'left' {
  return truth === 'died' || truth === 'left';
}

/** When what a run got of a role until a time ends. */
function endOf({ sessions }: TrueCredentials, until: number): number {
  return Math.max(...sessions.filter(({ issuedAt }) => issuedAt <= until).map(({ expiresAt }) => expiresAt));
}

/** The ends of credentials after which a run went on without, for a while or to its end. */
export function lapses({ sessions }: TrueCredentials, endedAt: number): number[] {
  const ends: number[] = [];
  let until = Number.POSITIVE_INFINITY;
  for (const { issuedAt, expiresAt } of sessions) {
    if (issuedAt - until > resolution) ends.push(until);
    until = Math.max(until === Number.POSITIVE_INFINITY ? 0 : until, expiresAt);
  }
  return endedAt - until > resolution ? [...ends, until] : ends;
}
