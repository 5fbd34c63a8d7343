import type { MiddlewareObj } from '@middy/core';
import { type ProxyResponse, problemResponse } from './problem.ts';

/** Every problem that a query is answered with: the end of its type, `urn:sts-warden:problem:<name>`, and what goes with it. */
const queryProblems = {
  'malformed-query': { title: 'Malformed query', status: 400 },
  'not-a-reader': { title: 'For readers only', status: 403 },
  'not-found': { title: 'Not found', status: 404 },
  'not-healthy': { title: 'The hook cannot decide', status: 503 },
  'not-answered': { title: 'The query could not be answered', status: 503 },
} as const;

/** Seconds after which a client may ask again. */
const retryAfter = '5';

/** A response with a problem document; `detail` says what is particular to this one, members extend it. */
export function queryProblem(
  name: keyof typeof queryProblems,
  detail: string,
  members: object = {},
): ProxyResponse {
  const { title, status } = queryProblems[name];
  const document = { type: `urn:sts-warden:problem:${name}`, title, status, detail };
  return problemResponse(document, members, status === 503 ? { 'Retry-After': retryAfter } : {});
}

/** A middy middleware: an error is none of the client's doing, and the answer says nothing of the inside. */
export function unanswered(report: (error: unknown) => Promise<void>): MiddlewareObj<unknown, ProxyResponse> {
  return {
    onError: async (request) => {
      await report(request.error);
      request.response = queryProblem('not-answered', 'try again after a moment');
    },
  };
}
