import middy from '@middy/core';
import { decisionEvent, type PublishEvents } from '../../shared/aws/events.ts';
import type { Log } from '../../shared/aws/logger.ts';
import type { FactsOfSubmission } from '../../shared/aws/submission-facts.ts';
import { validateEvent } from '../../shared/aws/validate-event.ts';
import { decide } from '../../shared/evaluation/decide.ts';
import type { RuleBook } from '../../shared/evaluation/rule-book.ts';
import { decisionResponse } from '../../shared/http/decision-response.ts';
import { type JsonRequest, jsonBody, type ProxyRequest } from '../../shared/http/json-body.ts';
import { type ProxyResponse, problemResponses } from '../../shared/http/problem.ts';
import { validateSubmissionRequest } from '../../shared/http/submission-request.ts';
import { fitDecision } from '../../shared/report/fit-decision.ts';
import { readSubmission } from '../../shared/submission/parse-submission.ts';
import type { SubmissionDocument } from '../../shared/submission/submission-contract.generated.ts';

const mostBodyBytes = 256 * 1024;

export interface CheckDependencies {
  readonly book: RuleBook;
  readonly factsOf: FactsOfSubmission;
  readonly publish: PublishEvents;
  readonly now: () => Date;
  readonly log: Log;
}

/** The pre-submission hook: decides a submission, publishes the decision unless `dryRun=true`, and answers with it. */
export function checkSubmission({ book, factsOf, publish, now, log }: CheckDependencies) {
  async function check(request: JsonRequest): Promise<ProxyResponse> {
    const submission = readSubmission(request.body as SubmissionDocument);
    const facts = await factsOf(submission);
    const decision = decide(book, { submission, facts, evaluatedAt: now().toISOString() });
    if (request.queryStringParameters?.dryRun !== 'true')
      await publish([decisionEvent(fitDecision(decision))]);
    return decisionResponse(decision);
  }

  return middy<ProxyRequest, ProxyResponse>()
    .use(problemResponses((error) => log.error('submission not checked', error as Error)))
    .use(jsonBody(mostBodyBytes))
    .use(validateEvent(validateSubmissionRequest))
    .handler(check as (request: ProxyRequest) => Promise<ProxyResponse>);
}
