import { type Fields, isObject, typeName } from '../json/value.ts';
import { MalformedRunError, type Run } from '../sessions/run.ts';
import { runOfLogEntry } from './activity-log.ts';
import { MalformedAnswerError } from './malformed-answer.ts';

/** Who started a run: only starts over REST could ever pass a gate. */
export type Starter = 'schedule' | 'hand' | 'rest' | 'other';

/** A run of a task, and how it came to be. */
export interface LoggedRun {
  readonly run: Run;
  readonly starter: Starter;
  /** The schedule that started it, where the log names one. */
  readonly scheduleName: string | undefined;
}

/** A page of the log of one task. */
export interface ActivityPage {
  /** How many entries it has, whether they are of runs or not. */
  readonly size: number;
  readonly runs: readonly LoggedRun[];
  /** What of it cannot be read, a line each. */
  readonly unreadable: readonly string[];
}

/** `runContextType` (REST API Reference, "Activity logs"), without case, blanks and punctuation. */
const starters: Readonly<Record<string, Starter>> = {
  SCHEDULER: 'schedule',
  ICSUI: 'hand',
  UI: 'hand',
  RESTAPI: 'rest',
};

/**
 * Reads a page of `GET /api/v2/activity/activityLog?taskId=`. Entries of other tasks are none of its runs. Throws
 * {@link MalformedAnswerError} where it is no list.
 */
export function readActivityPage(value: unknown, taskId: string): ActivityPage {
  if (!Array.isArray(value))
    throw new MalformedAnswerError(`answer of activityLog: expected an array, got ${typeName(value)}`);
  const runs: LoggedRun[] = [];
  const unreadable: string[] = [];
  for (const entry of value.filter((one) => isObject(one) && one.objectId === taskId) as Fields[]) {
    try {
      const run = runOfLogEntry(entry);
      if (run !== undefined) runs.push({ run, ...originOf(entry) });
    } catch (error) {
      if (!(error instanceof MalformedRunError)) throw error;
      unreadable.push(error.message);
    }
  }
  return { size: value.length, runs, unreadable };
}

function originOf({ runContextType, scheduleName }: Fields): Omit<LoggedRun, 'run'> {
  const context = typeof runContextType === 'string' ? runContextType : '';
  const starter = context.toUpperCase().replaceAll(/[^A-Z]/g, '');
  return {
    starter: (Object.hasOwn(starters, starter) ? starters[starter] : undefined) ?? 'other',
    scheduleName: typeof scheduleName === 'string' && scheduleName !== '' ? scheduleName : undefined,
  };
}
