import { callerKey, observedCall } from '../cloudtrail/observed-call.ts';
import type { TimeRange } from './time-range.ts';

/** Callers’ calls that are remembered, by source and name; of more than that every one is wanted. */
const mostRemembered = 200_000;

/**
 * Tells which records may show a requester's own access (G1): of each caller the first by time of each source and name,
 * as far as records have been seen. The others add nothing.
 */
export class OwnCallFilter {
  readonly #range: TimeRange;
  readonly #first = new Map<string, string>();

  constructor(range: TimeRange) {
    this.#range = range;
  }

  wants(record: unknown): boolean {
    const call = observedCall(record);
    if (call === undefined || !this.#holds(call.time)) return false;
    const key = `${callerKey(call)}\n${call.eventSource} ${call.eventName}`;
    const place = `${call.time} ${call.eventId}`;
    const first = this.#first.get(key);
    if (first !== undefined && first <= place) return false;
    if (first !== undefined || this.#first.size < mostRemembered) this.#first.set(key, place);
    return true;
  }

  #holds(time: number): boolean {
    const { from = time, to = Number.POSITIVE_INFINITY } = this.#range;
    return time >= from && time < to;
  }
}
