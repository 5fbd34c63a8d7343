import middy from '@middy/core';
import type { SQSBatchResponse } from 'aws-lambda';
import { batches } from '../../shared/aws/calls/batches.ts';
import type { Log } from '../../shared/aws/lambda/log.ts';
import { metered } from '../../shared/aws/lambda/metered.ts';
import type { Meter } from '../../shared/aws/lambda/metrics.ts';
import { coverageLostEvent, type PublishEvents } from '../../shared/aws/publishing/events.ts';
import type { CoverageStore } from '../../shared/coverage/coverage-store.ts';
import { regionCoverage } from '../../shared/coverage/region-coverage.ts';

/** Accounts and Regions that are told together. */
const toldAtOnce = 50;

export interface WatchCoverageDependencies {
  readonly store: Pick<CoverageStore, 'regions' | 'told'>;
  readonly publish: PublishEvents;
  /** Seconds of silence that are never a loss. */
  readonly leastSeconds: number;
  readonly now: () => Date;
  readonly meter: Meter;
  readonly log: Log;
}

/**
 * Looks from which accounts and Regions records no longer come that used to: counts them, and tells of each silence once,
 * or again where it is not known that it was told. Rejects where it could not, and SQS hands the message over again.
 */
export function watchCoverage({ store, publish, leastSeconds, now, meter, log }: WatchCoverageDependencies) {
  async function watch(): Promise<SQSBatchResponse> {
    const time = Math.floor(now().getTime() / 1000);
    const regions = await store.regions();
    meter.count('RegionsCovered', regions.length);
    const lost = regions
      .map((region) => ({ region, coverage: regionCoverage(region, time, leastSeconds) }))
      .filter(({ coverage }) => coverage.status === 'lost');
    meter.count('RegionsSilent', lost.length);
    const news = lost.filter(({ region }) => region.toldAt !== region.lastAt);
    // A forwarder that is gone silences many at once.
    for (const some of batches(news, { items: toldAtOnce })) {
      await publish(some.map(({ coverage }) => coverageLostEvent(coverage)));
      await Promise.all(some.map(({ region }) => store.told(region)));
      for (const { coverage } of some)
        await log('warn', 'records no longer come from an account and Region', coverage);
    }
    return { batchItemFailures: [] };
  }

  return middy<unknown, SQSBatchResponse>().use(metered(meter)).handler(watch);
}
