import middy from '@middy/core';
import type { FactsOfSubmission } from '../../shared/aws/facts/submission-facts.ts';
import type { VerifyProofs } from '../../shared/aws/facts/verify-proofs.ts';
import type { Log } from '../../shared/aws/lambda/log.ts';
import { countDecision, metered } from '../../shared/aws/lambda/metered.ts';
import type { Meter } from '../../shared/aws/lambda/metrics.ts';
import type { CurrentRuleBook } from '../../shared/aws/policy/policy-source.ts';
import { decisionEvent, type PublishEvents } from '../../shared/aws/publishing/events.ts';
import { decideOrWait } from '../../shared/evaluation/decide.ts';
import { decisionResponse } from '../../shared/http/decision-response.ts';
import { type JsonRequest, jsonBody, type ProxyRequest } from '../../shared/http/json-body.ts';
import { type ProxyResponse, problemResponses } from '../../shared/http/problem.ts';
import { readRequest } from '../../shared/proof/read-request.ts';
import { callerOf } from '../../shared/proof/signer.ts';
import { fitDecision, mostViolations } from '../../shared/report/fit-decision.ts';

const mostBodyBytes = 256 * 1024;

export interface CheckDependencies {
  readonly currentBook: CurrentRuleBook;
  readonly factsOf: FactsOfSubmission;
  readonly verifyProofs: VerifyProofs;
  readonly publish: PublishEvents;
  readonly now: () => Date;
  readonly meter: Meter;
  readonly log: Log;
}

/** The pre-submission hook: decides a submission, publishes the decision unless `dryRun=true`, and answers with it. */
export function checkSubmission(dependencies: CheckDependencies) {
  const { currentBook, factsOf, verifyProofs, publish, now, meter, log } = dependencies;

  async function check(request: JsonRequest): Promise<ProxyResponse> {
    const asked = readRequest(request.body, request.bodyText);
    const { submission } = asked;
    const book = await currentBook();
    const verified = await verifyProofs(asked);
    const caller = callerOf(request.requestContext?.identity);
    const facts = await factsOf(submission, book.policy, { caller, verified });
    const whole = decideOrWait(book, { submission, facts, evaluatedAt: now().toISOString() }, mostViolations);
    countDecision(meter, whole);
    const decision = fitDecision(whole);
    if (request.queryStringParameters?.dryRun !== 'true') await publish([decisionEvent(decision)]);
    return decisionResponse(decision);
  }

  return middy<ProxyRequest, ProxyResponse>()
    .use(metered(meter))
    .use(problemResponses((error) => log('error', 'submission not checked', { error })))
    .use(jsonBody(mostBodyBytes))
    .handler(check as (request: ProxyRequest) => Promise<ProxyResponse>);
}
