import { flatJson } from '../flat-json.ts';
import type { Value } from '../value.ts';

interface GatewayProblem {
  /** The last part of the problem's type. */
  readonly type: string;
  readonly title: string;
  /** Absent where API Gateway's own status stays. */
  readonly status?: number;
  readonly detail: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

/** A problem document that API Gateway answers with where the function does not. */
export function gatewayResponse({ type, title, status, detail, retryAfter }: GatewayProblem): Value {
  const problem = {
    type: `urn:sts-warden:problem:${type}`,
    title,
    status,
    detail,
    requestId: '$context.requestId',
  };
  return {
    StatusCode: status,
    ResponseParameters: {
      Headers: {
        'Content-Type': "'application/problem+json'",
        'Cache-Control': "'no-store'",
        'Retry-After': retryAfter === undefined ? undefined : `'${retryAfter}'`,
      },
    },
    ResponseTemplates: { 'application/json': flatJson(problem) },
  };
}
