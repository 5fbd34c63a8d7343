import { errorName } from '../calls/failures.ts';
import type { Log } from '../lambda/log.ts';
import type { Meter } from '../lambda/metrics.ts';

/** Tells that a fact, by the name that verdicts give it, was asked for in vain. */
export type ReportUnavailable = (fact: string, error: unknown) => Promise<void>;

/** Counts it, for the alarm, and logs why: the name of the error, and nothing of what was asked. */
export function reportUnavailable(meter: Pick<Meter, 'count'>, log: Log): ReportUnavailable {
  return async (fact, error) => {
    meter.count('FactsUnavailable');
    await log('warn', 'fact unavailable', { fact, reason: errorName(error) });
  };
}

/** An answer that says nothing of what was asked, or is too old to say it. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}
