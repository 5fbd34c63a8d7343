import type { MiddlewareObj } from '@middy/core';
import type { Decision } from '../../contracts/result-contract.generated.ts';
import type { Outcome } from '../../evaluation/outcome.ts';
import type { PublishEvents } from '../publishing/events.ts';
import type { Meter } from './metrics.ts';

/** A middy middleware that writes what an invocation counted, whether it succeeded or not. */
export function metered(meter: Meter): MiddlewareObj {
  return { before: meter.prepare, after: meter.flush, onError: meter.flush };
}

/** Counts what was judged, and the outcomes on it. */
export function countOutcomes(
  meter: Meter,
  judged: 'RecordsJudged' | 'RunsJudged',
  outcomes: readonly Outcome[],
): void {
  meter.count(judged);
  for (const {
    judged: { outcome },
    violations,
  } of outcomes) {
    if (outcome === 'undecided') meter.count('Undecided');
    if (outcome === 'fault') meter.count('Faults');
    for (const { ruleId, severity } of violations) meter.violation(ruleId, severity);
  }
}

/** Counts a decision and what led to it. */
export function countDecision(meter: Meter, { decision, results, violations }: Decision): void {
  meter.count(decision === 'allow' ? 'SubmissionsAllowed' : 'SubmissionsBlocked');
  for (const { outcome } of results) {
    if (outcome === 'undecided') meter.count('Undecided');
    if (outcome === 'fault') meter.count('Faults');
  }
  for (const { ruleId, severity } of violations) meter.violation(ruleId, severity);
}

/** Counts what could not be published. */
export function countFailures(meter: Meter, publish: PublishEvents): PublishEvents {
  return async (events) => {
    try {
      await publish(events);
    } catch (error) {
      meter.count('PublishFailures');
      throw error;
    }
  };
}
