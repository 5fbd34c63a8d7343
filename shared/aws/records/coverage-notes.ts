import type { CoverageStore } from '../../coverage/coverage-store.ts';
import type { Place } from '../../coverage/covered-region.ts';
import type { Log } from '../lambda/log.ts';
import type { Meter } from '../lambda/metrics.ts';

/** Seconds between two notes on an account and Region. */
const noteSeconds = 3600;
/** Seconds by which a record may be ahead of our clock. */
const skewSeconds = 300;

/** Notes that a record came from somewhere, of a time in seconds since 1970 UTC. Never rejects: judging goes on. */
export type NoteCoverage = (place: Place, at: number) => Promise<void>;

export interface NoteCoverageOptions {
  readonly store: Pick<CoverageStore, 'heard'>;
  readonly now: () => Date;
  readonly meter: Pick<Meter, 'count'>;
  readonly log: Log;
}

/** Makes the one who notes from where records come, once an hour each. */
export function coverageNotes({ store, now, meter, log }: NoteCoverageOptions): NoteCoverage {
  /** When was noted last. */
  const noted = new Map<string, number>();
  return async (place, said) => {
    // What says that it comes from the future would hide a silence until then.
    const at = Math.min(said, now().getTime() / 1000 + skewSeconds);
    const key = `${place.accountId} ${place.region}`;
    if (at < (noted.get(key) ?? 0) + noteSeconds) return;
    const before = noted.get(key);
    noted.set(key, at);
    try {
      await store.heard(place, Math.floor(at));
    } catch (error) {
      if (before === undefined) noted.delete(key);
      else noted.set(key, before);
      meter.count('CoverageFailures');
      await log('error', 'from where records come is not noted', { error });
    }
  };
}
