import type { MiddlewareObj } from '@middy/core';
import type { ErrorObject } from 'ajv';
import { counted } from '../json/counted.ts';
import { NotJsonError } from '../json/parse.ts';
import { type DocumentFault, schemaFaults } from '../json/schema-faults.ts';
import { MalformedSubmissionError } from '../submission/errors.ts';
import { PayloadTooLargeError, UnsupportedMediaTypeError } from './errors.ts';

/** A problem document (RFC 9457). `errors` names each fault by JSON Pointer, as the RFC's own example does. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly DocumentFault[];
}

/** What API Gateway takes back. */
export interface ProxyResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Seconds after which a client may try again where the hook itself failed. */
const retryAfter = '5';

/** A response with a problem document and whatever members extend it. */
export function problemResponse(
  problem: Problem,
  members: object = {},
  headers: Record<string, string> = {},
): ProxyResponse {
  return {
    statusCode: problem.status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers },
    body: JSON.stringify({ ...problem, ...members }),
  };
}

/**
 * A middy middleware that turns errors into problem documents. Whatever is not the client's fault is 503: the hook
 * fails closed, and says nothing of the inside. `report` learns of those errors.
 */
export function problemResponses(
  report: (error: unknown) => Promise<void>,
): MiddlewareObj<unknown, ProxyResponse> {
  return {
    onError: async (request) => {
      const problem = clientProblem(request.error);
      if (problem === undefined) await report(request.error);
      request.response = problem === undefined ? hookFailed() : problemResponse(problem);
    },
  };
}

function clientProblem(error: unknown): Problem | undefined {
  const faults = faultsOf(error);
  if (faults !== undefined) {
    return {
      type: 'urn:sts-warden:problem:malformed-submission',
      title: 'Malformed submission',
      status: 400,
      detail: `the submission has ${counted(faults.length, 'fault')}`,
      errors: faults,
    };
  }
  if (error instanceof NotJsonError) {
    return {
      type: 'urn:sts-warden:problem:not-json',
      title: 'Body is not JSON',
      status: 400,
      detail: error.message,
      errors: [{ pointer: '', detail: error.message }],
    };
  }
  if (error instanceof PayloadTooLargeError) {
    return {
      type: 'urn:sts-warden:problem:too-large',
      title: 'Body is too large',
      status: 413,
      detail: error.message,
    };
  }
  if (error instanceof UnsupportedMediaTypeError) {
    return {
      type: 'urn:sts-warden:problem:media-type',
      title: 'Unsupported media type',
      status: 415,
      detail: error.message,
    };
  }
  return undefined;
}

/** The faults of a body that breaks its contract, found by @middy/validator or by reading the submission. */
function faultsOf(error: unknown): readonly DocumentFault[] | undefined {
  if (error instanceof MalformedSubmissionError) return error.faults;
  const cause =
    error instanceof Error ? (error.cause as { package?: unknown; data?: unknown } | undefined) : undefined;
  return cause?.package === '@middy/validator' ? schemaFaults(cause.data as ErrorObject[]) : undefined;
}

function hookFailed(): ProxyResponse {
  const problem = {
    type: 'urn:sts-warden:problem:hook-failed',
    title: 'The submission could not be checked',
    status: 503,
    detail: 'nothing was decided; a task must not start without a decision',
  };
  return problemResponse(problem, {}, { 'Retry-After': retryAfter });
}
