/** One execution of a mapping task, from its start to its end. Times are milliseconds since 1970 UTC. */
export interface Run {
  readonly id: string;
  /** Runs of a task without an id are known by nobody. */
  readonly taskId: string | undefined;
  readonly startedAt: number;
  /** `undefined` while it goes on. */
  readonly endedAt: number | undefined;
  /** `undefined` where it has not ended, and where nobody says how it did. */
  readonly outcome: 'success' | 'warning' | 'failed' | 'stopped' | undefined;
  readonly errorMessage: string | undefined;
  readonly taskName?: string;
  /** Absent where nobody says: that is standard mode (G5). */
  readonly mode?: 'standard' | 'advanced';
  /** Roles that its connections assume, where the run says so. */
  readonly roleArns?: readonly string[];
  /** What tells its sessions from those of others that assume the same role. */
  readonly sessionName?: string;
  readonly sourceIdentity?: string;
  /** Key of the requester that its connections use. */
  readonly accessKeyId?: string;
}

/** A run that cannot be read. The message names the member, never a value. */
export class MalformedRunError extends Error {
  override readonly name = 'MalformedRunError';
}

/** What its task is called, by id and by name. */
export function namesOfTask({ taskId, taskName }: Run): string[] {
  const byId = taskId === undefined ? [] : [taskId];
  return taskName === undefined || taskName === taskId ? byId : [...byId, taskName];
}

const expiry = /ExpiredToken|\btokens?\b[^.;]{0,80}\b(?:is|has|have|had|are|was)\s+expired/i;

/** Whether the run failed because its temporary credentials had expired (docs/guidelines.md, "Words"). */
export function diedOfExpiry({ outcome, errorMessage = '' }: Run): boolean {
  return outcome === 'failed' && expiry.test(errorMessage);
}
