import packageJson from '../../package.json' with { type: 'json' };
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { streamPath } from '../../shared/local/http/routes.ts';
import { pageOf } from '../../shared/page/page.ts';
import type { Result } from '../../shared/report/result.ts';

/** Makes the page at `/`: of the picture as it is, made anew only where something has changed since. */
export function livePage(picture: () => readonly Result[], changes: () => number): () => ProxyResponse {
  let last: { readonly at: number; readonly response: ProxyResponse } | undefined;
  return () => {
    const at = changes();
    if (last?.at !== at) last = { at, response: responseWith(picture()) };
    return last.response;
  };
}

function responseWith(results: readonly Result[]): ProxyResponse {
  return {
    statusCode: 200,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      // What a policy within a document cannot say; the page has the rest of it.
      'Content-Security-Policy': "frame-ancestors 'none'",
      'Referrer-Policy': 'no-referrer',
    },
    body: [...pageOf(results, { version: packageJson.version, stream: streamPath })].join(''),
  };
}
