import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../shared/contracts/result-contract.generated.ts';
import { UnavailableFactsError } from '../../shared/evaluation/unavailable-facts-error.ts';
import { decisionResponse } from '../../shared/http/decision-response.ts';
import {
  ConflictingSubmissionError,
  MalformedKeyError,
  PayloadTooLargeError,
  TooManyCallsError,
  UnsupportedMediaTypeError,
} from '../../shared/http/errors.ts';
import { type ProblemName, type ProxyResponse, problemResponses } from '../../shared/http/problem.ts';
import { NotJsonError } from '../../shared/json/parse.ts';
import { proofFault, proofReasons, RefusedProofError } from '../../shared/proof/refusal.ts';
import { MalformedSubmissionError } from '../../shared/submission/errors.ts';

/** Answers a request that fails; what was reported goes along. */
async function answerTo(error: Error): Promise<ProxyResponse & { readonly reported: unknown[] }> {
  const reported: unknown[] = [];
  const handler = middy<unknown, ProxyResponse>()
    .use(problemResponses(async (told) => void reported.push(told)))
    .handler(() => Promise.reject(error));
  return { ...(await handler({}, {} as Context)), reported };
}

const faults = [
  { pointer: '/a', detail: 'is not a known property' },
  { pointer: '/b', detail: 'must be text' },
];
const blocked = {
  decision: 'block',
  results: [{ ruleId: 'no-root-credentials', outcome: 'fault', mode: 'enforce' }],
  violations: [],
} as unknown as Decision;

interface Case {
  readonly answer: () => Promise<ProxyResponse>;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly object[];
}

const cases: Readonly<Record<ProblemName, Case>> = {
  'malformed-submission': {
    answer: () => answerTo(new MalformedSubmissionError(faults)),
    status: 400,
    detail: 'the submission has 2 faults',
    errors: faults,
  },
  'proof-refused': {
    answer: () => answerTo(new RefusedProofError([proofFault('/proofs/0/url', 'host')])),
    status: 400,
    detail: 'refuses 1 proof',
    errors: [{ pointer: '/proofs/0/url', reason: 'host', detail: proofReasons.host }],
  },
  'not-json': {
    answer: () => answerTo(new NotJsonError('not JSON: the text is empty')),
    status: 400,
    detail: 'not JSON: the text is empty',
    errors: [{ pointer: '', detail: 'not JSON: the text is empty' }],
  },
  'submission-blocked': {
    answer: async () => decisionResponse(blocked),
    status: 403,
    detail: 'not passed: no-root-credentials',
  },
  'malformed-key': {
    answer: () => answerTo(new MalformedKeyError('expected a key')),
    status: 400,
    detail: 'expected a key',
  },
  'other-submission': {
    answer: () => answerTo(new ConflictingSubmissionError()),
    status: 409,
    detail: 'the same id was given to another submission before',
  },
  'too-many-calls': {
    answer: () => answerTo(new TooManyCallsError(7)),
    status: 429,
    detail: 'more calls in a minute than the limit allows',
  },
  'too-large': {
    answer: () => answerTo(new PayloadTooLargeError('expected at most 5 bytes, got 6')),
    status: 413,
    detail: 'expected at most 5 bytes, got 6',
  },
  'media-type': {
    answer: () => answerTo(new UnsupportedMediaTypeError('expected `Content-Type: application/json`')),
    status: 415,
    detail: 'expected `Content-Type: application/json`',
  },
  'facts-unavailable': {
    answer: () => answerTo(new UnavailableFactsError(['key-owner', 'iam-policies'])),
    status: 503,
    detail:
      'nothing was decided, facts could not be found out: key-owner, iam-policies; a task must not start without a decision',
  },
  'hook-failed': {
    answer: () => answerTo(new RangeError('MUST-NEVER-LEAVE')),
    status: 503,
    detail: 'nothing was decided; a task must not start without a decision',
  },
};

describe.each(Object.entries(cases))('the problem %s', (name, { answer, status, detail, errors }) => {
  it('is a document of its own type, that nobody keeps', async () => {
    const { statusCode, headers, body } = await answer();
    const problem = JSON.parse(body);
    expect(problem).toMatchObject({ type: `urn:sts-warden:problem:${name}`, status, detail });
    expect(problem.title).toMatch(/^[A-Z][\w ]+$/);
    expect(problem.errors).toEqual(errors);
    expect(statusCode).toBe(status);
    expect(headers).toMatchObject({
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
    });
  });
});

it('has a title that no other has', async () => {
  const answers = await Promise.all(Object.values(cases).map(({ answer }) => answer()));
  const titles = answers.map(({ body }) => JSON.parse(body).title);
  expect(new Set(titles).size).toBe(titles.length);
});

it.each([
  ['is reported, and asks to try again', new RangeError('of the hook'), 1, /^\d+$/],
  ['is not, where the client is to mend it', new NotJsonError('no'), 0, /^undefined$/],
])('an error %s', async (_, error, count, retryAfter) => {
  const { reported, headers } = await answerTo(error);
  expect(reported).toEqual(Array(count).fill(error));
  expect(String(headers['Retry-After'])).toMatch(retryAfter);
});
