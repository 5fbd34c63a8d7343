import { coverageOf } from '../../shared/coverage/region-coverage.ts';
import { jsonResponse } from '../../shared/http/json-response.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import type { QueryDependencies } from './route.ts';

/** Answers from which accounts and Regions records come, and from which no longer. */
export function coverage({
  coverage: store,
  coverageSilenceSeconds,
  now,
}: Pick<QueryDependencies, 'coverage' | 'coverageSilenceSeconds' | 'now'>) {
  return async (): Promise<ProxyResponse> => {
    const time = Math.floor(now().getTime() / 1000);
    const regions = coverageOf(await store.regions(), time, coverageSilenceSeconds);
    return jsonResponse({ schemaVersion: '1', regions });
  };
}
