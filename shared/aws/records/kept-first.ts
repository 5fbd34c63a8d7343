import { type PublishEvents, violationsIn } from '../publishing/events.ts';
import type { KeepViolations } from './keep-violations.ts';

export interface KeptFirstOptions {
  readonly keep: KeepViolations;
  /** Learns of violations that could not be kept. */
  readonly onFailure: (error: unknown) => Promise<void>;
  /** Whether the events then count as published: a queue tries its message again, a waiting caller gets its answer. */
  readonly mayFail: boolean;
}

/**
 * Keeps the violations in events, then publishes the events, so that what was told can be looked up. Where the table
 * does not take them they are told all the same, and then the rejection says so: whoever tries again tells them again, by
 * the same ids, until they are kept.
 */
export function keptFirst(
  publish: PublishEvents,
  { keep, onFailure, mayFail }: KeptFirstOptions,
): PublishEvents {
  return async (events) => {
    const failures: unknown[] = [];
    try {
      await keep(events.flatMap(violationsIn));
    } catch (error) {
      failures.push(error);
      await onFailure(error);
    }
    await publish(events);
    if (failures.length > 0 && !mayFail) throw failures[0];
  };
}
