import type { Task } from './task.ts';

/** A session as AWS issued it. Seconds since 1970 UTC, whole as AWS says them. */
export interface TrueSession {
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly accessKeyId: string;
  readonly sessionName: string;
}

/** What a run got of one of its roles. */
export interface TrueCredentials {
  readonly roleArn: string;
  /** In the order of their issue. */
  readonly sessions: readonly TrueSession[];
}

/** A run as it was. Times are seconds since 1970 UTC by a clock that is right. */
export interface TrueRun {
  readonly task: Task;
  readonly id: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: 'success' | 'warning' | 'failed' | 'stopped';
  /** Whether it failed as its credentials had expired. */
  readonly died: boolean;
  readonly credentials: readonly TrueCredentials[];
}

/** How a run gets new credentials of a role. */
interface Plan {
  readonly sessions: TrueSession[];
  /** When the run dies for want of them, where it does. */
  readonly diesAt: number | undefined;
}

/** Seconds before its start at which a run may already have got credentials. */
const mostBefore = 55;

/**
 * Shares of runs: more of them outlive their credentials and fail than in any house that is well kept, as it is those of which
 * verdicts can be wrong.
 */
const share = { long: 0.3, failing: 0.15, failingWithout: 0.5, dying: 0.6, warning: 0.04 } as const;

/** The run of a task that starts at a time. */
export function makeRun(task: Task, number: number, startedAt: number): TrueRun {
  const { chance, duration } = task;
  const isLong = chance.happens(share.long);
  const planned = duration * (isLong ? chance.between(1.05, 2.5) : chance.between(0.05, 0.98));
  const renewal = chance.oneOf(['in time', 'in time', 'in time', 'late', 'never']);
  const plans = task.roleArns.map(() => makePlan(task, { startedAt, until: startedAt + planned, renewal }));
  const deaths = task.isAdvanced ? [] : plans.flatMap(({ diesAt }) => diesAt ?? []);
  const fails = chance.happens(isLong && renewal !== 'in time' ? share.failingWithout : share.failing);
  const otherEnd = startedAt + planned * (fails ? chance.between(0.3, 1) : 1);
  const endedAt = Math.min(otherEnd, ...deaths);
  const died = endedAt < otherEnd;
  const failing = died ? 'failed' : chance.oneOf(['failed', 'failed', 'stopped']);
  const ending = chance.happens(share.warning) ? 'warning' : 'success';
  return {
    task,
    id: `${task.id}/${number}`,
    startedAt,
    endedAt: toMilliseconds(endedAt),
    outcome: died || fails ? failing : ending,
    died,
    credentials: task.roleArns.map((roleArn, index) => ({
      roleArn,
      sessions: (plans[index]?.sessions ?? []).filter(({ issuedAt }) => issuedAt <= endedAt),
    })),
  };
}

interface Course {
  readonly startedAt: number;
  readonly until: number;
  readonly renewal: 'in time' | 'late' | 'never';
}

function makePlan(task: Task, { startedAt, until, renewal }: Course): Plan {
  const { chance } = task;
  const first = startedAt + (chance.happens(0.5) ? -chance.between(0, mostBefore) : chance.between(0, 10));
  const sessions = [issue(task, first)];
  const dies = chance.happens(share.dying);
  const lateBy = chance.between(5, 600);
  const useAfter = chance.between(3, 300);
  const end = () => sessions.at(-1)?.expiresAt ?? 0;
  const firstEnd = end();
  if (renewal === 'never' || firstEnd >= until)
    return { sessions, diesAt: dies && firstEnd < until ? firstEnd + useAfter : undefined };
  if (renewal === 'late') sessions.push(issue(task, firstEnd + lateBy));
  while (end() < until) sessions.push(issue(task, end() - chance.between(20, 400)));
  return {
    sessions,
    diesAt: renewal === 'late' && dies && useAfter < lateBy ? firstEnd + useAfter : undefined,
  };
}

function issue({ chance, duration, sessionName }: Task, at: number): TrueSession {
  const issuedAt = Math.floor(at);
  const accessKeyId = `ASIA${chance.letters(16)}`;
  return {
    issuedAt,
    expiresAt: issuedAt + duration,
    accessKeyId,
    sessionName: sessionName ?? `session-${accessKeyId.toLowerCase()}`,
  };
}

function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
