import type { ProxyResponse } from './problem.ts';

/** A response with a document that nobody may keep for others. */
export function jsonResponse(document: object): ProxyResponse {
  return {
    statusCode: 200,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    body: JSON.stringify(document),
  };
}
