/** Which policy took the place of which, and when. */
export interface PolicyChange {
  readonly revision: string;
  /** The one before it; `undefined` for the first. */
  readonly previousRevision: string | undefined;
  /** When it took the place of the one before, ISO 8601. */
  readonly changedAt: string;
  /** Until when the one before does not come back, ISO 8601. */
  readonly settlesAt: string;
  /** How often in a row it and the one before took each other's place. */
  readonly returns: number;
}

/** Seconds in which functions that have not asked yet still go by the policy before. */
const firstSettling = 120;
/** Seconds; twice as long at each return, but not longer. */
const longestSettling = 3600;

/**
 * The change of the kept policy where a function has read a revision; `undefined` where it stays. A new revision takes
 * its place at once. The one before it comes back only after a while: functions ask once a minute, and in a gradual
 * deployment AWS AppConfig gives both revisions out, so that who reads the one before may merely be late. That while
 * doubles with each return: a deployment however long is a few changes, and an honest return is seen soon.
 */
export function changeTo(
  revision: string,
  kept: PolicyChange | undefined,
  now: Date,
): PolicyChange | undefined {
  if (kept?.revision === revision) return undefined;
  const isReturn = kept !== undefined && kept.previousRevision === revision;
  if (isReturn && now.getTime() < Date.parse(kept.settlesAt)) return undefined;
  const returns = isReturn ? kept.returns + 1 : 0;
  const settling = Math.min(firstSettling * 2 ** returns, longestSettling);
  return {
    revision,
    previousRevision: kept?.revision,
    changedAt: now.toISOString(),
    settlesAt: new Date(now.getTime() + settling * 1000).toISOString(),
    returns,
  };
}
