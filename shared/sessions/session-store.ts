import type { CredentialRequest } from '../cloudtrail/record.ts';
import type { Run } from './run.ts';
import { type CoveringSession, coveringSession } from './run-cover.ts';

const day = 24 * 3600;

/** Seconds for which is kept what runs are judged by: no run of a mapping task goes on for longer. */
export const trackedSeconds = 8 * day;
/** Seconds that a session of a role lives at most (STS API Reference, AssumeRole, DurationSeconds). */
export const longestRoleSessionSeconds = 43_200;
/** Seconds after its end for which a run is judged again by each record that comes late. */
export const lateSeconds = day;
/**
 * How many of a task's runs that have ended are asked for: its known runs, the latest 50 (docs/guidelines.md, "Words"), and a few
 * that are none, as they were stopped. By number and not by age: of a task that runs once a month three runs, without which
 * G3 knows nothing of it, are a quarter of a year. A store need not keep more, but for those of the last day, which may have
 * to be judged again.
 */
export const mostEndedRuns = 60;

/** An issued session as it is kept. Times are seconds since 1970 UTC. */
export interface TrackedSession extends CoveringSession {
  /** What the ids of violations on its request derive from. */
  readonly key: string;
  /** `undefined` of sessions of no role (`GetSessionToken`). */
  readonly roleArn: string | undefined;
}

/** The session that a request issued, as it is kept. */
export function trackedSession(request: CredentialRequest): TrackedSession {
  return { ...coveringSession(request), key: request.key, roleArn: request.roleArn };
}

/**
 * Which sessions were issued and which runs there were, for as long as somebody may have to be judged by them. What is put in
 * is found by whoever asks afterwards; the same again, and in another order, comes to the same.
 */
export interface SessionStore {
  readonly putSession: (session: TrackedSession) => Promise<void>;
  /** The sessions of a role that were issued in a stretch of time, both ends included, in the order of their issue. */
  readonly sessionsOf: (roleArn: string, from: number, to: number) => Promise<readonly CoveringSession[]>;
  /** The session that issued an access key. */
  readonly sessionOfKey: (accessKeyId: string) => Promise<TrackedSession | undefined>;
  /** The roles of which sessions are kept. */
  readonly roles: () => Promise<readonly string[]>;
  /** Adds what is told of a run, which assumes roles (ARNs, or globs of them); gives the run as it is known then. */
  readonly putRun: (told: Run, roles: readonly string[]) => Promise<Run>;
  /** By `runKey`. */
  readonly run: (key: string) => Promise<Run | undefined>;
  /**
   * Runs of which it was told that they assume a role, or roles like it: those that go on, and of those that ended within a
   * day such that ended at a time, in seconds since 1970 UTC, or later.
   */
  readonly runsOf: (roleArn: string, from: number) => Promise<readonly Run[]>;
  /** The latest 60 runs of a task that have ended, the latest first. */
  readonly endedRuns: (taskId: string) => Promise<readonly Run[]>;
  /** The latest 60 ended runs of tasks that have this id or this name, the latest first. */
  readonly endedRunsCalled: (idOrName: string) => Promise<readonly Run[]>;
  /** Whether it was warned of a run’s credentials. */
  readonly isWarned: (warning: WarningKey) => Promise<boolean>;
  readonly noteWarned: (warning: WarningKey) => Promise<void>;
}

/** What a warning is about: the same is not said twice. */
export interface WarningKey {
  /** `runKey`. */
  readonly run: string;
  readonly roleArn: string;
  /** When the credentials end, in seconds since 1970 UTC. */
  readonly expiresAt: number;
}
