import packageJson from '../../package.json' with { type: 'json' };
import type { RegionCoverage } from '../../shared/coverage/region-coverage.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { streamPath } from '../../shared/local/http/routes.ts';
import { pageOf } from '../../shared/page/page.ts';
import type { Result } from '../../shared/report/result.ts';

/** For so long, in milliseconds, is what was made shown again: silence is no change, and is to be seen. */
const shownAgain = 60_000;

/** What a page shows. */
export interface LiveView {
  readonly picture: () => readonly Result[];
  readonly covered: () => readonly RegionCoverage[];
  /** Counts up with each change of what is shown. */
  readonly changes: () => number;
  readonly now: () => Date;
}

/** Makes the page at `/`: of the picture as it is, made anew where something has changed since, or after a minute. */
export function livePage({ picture, covered, changes, now }: LiveView): () => ProxyResponse {
  let last: { readonly change: number; readonly at: number; readonly response: ProxyResponse } | undefined;
  return () => {
    const [change, at] = [changes(), now().getTime()];
    if (last?.change !== change || at - last.at >= shownAgain)
      last = { change, at, response: responseWith(picture(), covered()) };
    return last.response;
  };
}

function responseWith(results: readonly Result[], covered: readonly RegionCoverage[]): ProxyResponse {
  return {
    statusCode: 200,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      // What a policy within a document cannot say; the page has the rest of it.
      'Content-Security-Policy': "frame-ancestors 'none'",
      'Referrer-Policy': 'no-referrer',
    },
    body: [...pageOf(results, { version: packageJson.version, stream: streamPath, covered })].join(''),
  };
}
