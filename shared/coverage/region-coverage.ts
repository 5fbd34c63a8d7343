import { type CoveredRegion, silenceOf } from './covered-region.ts';

/** Whether records still come from an account and Region, as reports and events say it. */
export interface RegionCoverage {
  readonly accountId: string;
  readonly region: string;
  /** `learning` until records have come for a week: their absence says nothing before. */
  readonly status: 'lost' | 'learning' | 'covered';
  /** ISO 8601, as are all times. */
  readonly firstRecordAt: string;
  readonly lastRecordAt: string;
  readonly silentSeconds: number;
  /** How long nothing has to come there for that to be unusual. */
  readonly toleratedSeconds: number;
}

/** At a time, in seconds since 1970 UTC; `leastSeconds` of silence are never a loss. */
export function regionCoverage(region: CoveredRegion, now: number, leastSeconds: number): RegionCoverage {
  const { accountId, firstAt, lastAt } = region;
  const { seconds, toleratedSeconds, verdict } = silenceOf(region, now, leastSeconds);
  return {
    accountId,
    region: region.region,
    status: verdict,
    firstRecordAt: timeText(firstAt),
    lastRecordAt: timeText(lastAt),
    silentSeconds: seconds,
    toleratedSeconds,
  };
}

/** The same of all, those first from which nothing comes any more. */
export function coverageOf(
  regions: readonly CoveredRegion[],
  now: number,
  leastSeconds: number,
): RegionCoverage[] {
  const all = regions.map((region) => regionCoverage(region, now, leastSeconds));
  const rank = ({ status, accountId, region }: RegionCoverage) =>
    `${status === 'lost' ? 0 : 1} ${accountId} ${region}`;
  return all.sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
