import type { CoveredRegion, Place } from './covered-region.ts';

/** Seconds after which it is forgotten that records ever came from somewhere. */
export const rememberedSeconds = 90 * 24 * 3600;

/** An account and Region as it is kept. */
export interface KeptRegion extends CoveredRegion {
  /** When the silence began that was told as a loss last; seconds since 1970 UTC. */
  readonly toldAt?: number;
}

/** From where records of CloudTrail come, for 90 days after the last one. */
export interface CoverageStore {
  /** Notes that a record came, of a time in seconds since 1970 UTC; of two at once, one may be lost. */
  readonly heard: (place: Place, at: number) => Promise<void>;
  /** All that is kept, by account and Region. */
  readonly regions: () => Promise<readonly KeptRegion[]>;
  /** Notes that the silence since its last record was told. */
  readonly told: (region: KeptRegion) => Promise<void>;
}
