import type { MiddlewareObj } from '@middy/core';
import { UnavailableFactsError } from '../evaluation/unavailable-facts-error.ts';
import { counted } from '../json/counted.ts';
import { NotJsonError } from '../json/parse.ts';
import type { DocumentFault } from '../json/schema-faults.ts';
import { ProofUnavailableError, RefusedProofError } from '../proof/refusal.ts';
import { MalformedSubmissionError } from '../submission/errors.ts';
import {
  ConflictingSubmissionError,
  MalformedKeyError,
  PayloadTooLargeError,
  TooManyCallsError,
  UnsupportedMediaTypeError,
} from './errors.ts';

/** Every problem that the hook answers with: the end of its type, `urn:sts-warden:problem:<name>`, and what goes with it. */
const problems = {
  'malformed-submission': { title: 'Malformed submission', status: 400 },
  'not-json': { title: 'Body is not JSON', status: 400 },
  'proof-refused': { title: 'Proof refused', status: 400 },
  'submission-blocked': { title: 'Mapping submission blocked', status: 403 },
  'malformed-key': { title: 'Malformed idempotency key', status: 400 },
  'other-submission': { title: 'The id is that of another submission', status: 409 },
  'too-large': { title: 'Body is too large', status: 413 },
  'media-type': { title: 'Unsupported media type', status: 415 },
  'too-many-calls': { title: 'Too many calls', status: 429 },
  'facts-unavailable': { title: 'The submission could not be decided yet', status: 503 },
  'hook-failed': { title: 'The submission could not be checked', status: 503 },
} as const;

export type ProblemName = keyof typeof problems;

/** A problem document (RFC 9457). `errors` names each fault by JSON Pointer, as the RFC's own example does. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly DocumentFault[];
}

/** A problem of the table; `detail` says what is particular to this one. */
export function problem(name: ProblemName, detail: string, errors?: readonly DocumentFault[]): Problem {
  const type = `urn:sts-warden:problem:${name}`;
  return { type, ...problems[name], detail, ...(errors && { errors }) };
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
  document: Problem,
  members: object = {},
  headers: Record<string, string> = {},
): ProxyResponse {
  return {
    statusCode: document.status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers },
    body: JSON.stringify({ ...document, ...members }),
  };
}

/**
 * A middy middleware that turns errors into problem documents. Whatever is not the client's fault is 503: the hook
 * fails closed, and says nothing of the inside, but for what it could not find out. `report` learns of those errors.
 */
export function problemResponses(
  report: (error: unknown) => Promise<void>,
): MiddlewareObj<unknown, ProxyResponse> {
  return {
    onError: async (request) => {
      const fault = clientProblem(request.error);
      if (fault === undefined) await report(request.error);
      request.response =
        fault === undefined
          ? notDecided(request.error)
          : problemResponse(fault, {}, headersOf(request.error));
    },
  };
}

/** The problem that the client can mend; `undefined` where an error is none of its doing. */
function clientProblem(error: unknown): Problem | undefined {
  if (error instanceof MalformedSubmissionError)
    return problem(
      'malformed-submission',
      `the submission has ${counted(error.faults.length, 'fault')}`,
      error.faults,
    );
  if (error instanceof RefusedProofError)
    return problem('proof-refused', `refuses ${counted(error.faults.length, 'proof')}`, error.faults);
  if (error instanceof NotJsonError)
    return problem('not-json', error.message, [{ pointer: '', detail: error.message }]);
  if (error instanceof MalformedKeyError) return problem('malformed-key', error.message);
  if (error instanceof ConflictingSubmissionError) return problem('other-submission', error.message);
  if (error instanceof TooManyCallsError) return problem('too-many-calls', error.message);
  if (error instanceof PayloadTooLargeError) return problem('too-large', error.message);
  if (error instanceof UnsupportedMediaTypeError) return problem('media-type', error.message);
  return undefined;
}

function headersOf(error: unknown): Record<string, string> {
  return error instanceof TooManyCallsError ? { 'Retry-After': String(error.retryAfter) } : {};
}

function notDecided(error: unknown): ProxyResponse {
  const rest = 'a task must not start without a decision';
  const failed =
    error instanceof UnavailableFactsError || error instanceof ProofUnavailableError
      ? problem('facts-unavailable', `nothing was decided, ${error.message}; ${rest}`)
      : problem('hook-failed', `nothing was decided; ${rest}`);
  return problemResponse(failed, {}, { 'Retry-After': retryAfter });
}
