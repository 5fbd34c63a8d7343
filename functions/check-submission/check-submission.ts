import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { VerifyProofs } from '../../shared/aws/facts/verify-proofs.ts';
import type { Log } from '../../shared/aws/lambda/log.ts';
import { metered } from '../../shared/aws/lambda/metered.ts';
import type { CountCall } from '../../shared/aws/records/caller-limits.ts';
import { decideSubmission } from '../../shared/gate/decide-submission.ts';
import { type GateOptions, passGate } from '../../shared/gate/gate.ts';
import { callerOf, isReader } from '../../shared/http/caller.ts';
import { decisionResponse } from '../../shared/http/decision-response.ts';
import { idempotencyKey } from '../../shared/http/idempotency-key.ts';
import { type JsonRequest, jsonBody, type ProxyRequest } from '../../shared/http/json-body.ts';
import { type ProxyResponse, problemResponses } from '../../shared/http/problem.ts';
import { type Asked, readRequest } from '../../shared/proof/read-request.ts';
import { callerOf as signerOf } from '../../shared/proof/signer.ts';
import { needToKnow } from '../../shared/report/need-to-know.ts';

const mostBodyBytes = 256 * 1024;
/** Milliseconds that publishing may take at worst: two tries of a bus that is silent, and of Security Hub; and the answer. */
const publishingTime = 9000;

export interface CheckDependencies extends GateOptions {
  readonly verifyProofs: VerifyProofs;
  readonly countCall: CountCall;
  /** Globs of ARNs: who is told everything. */
  readonly readers: readonly string[];
  readonly log: Log;
}

/**
 * The pre-submission hook: decides a submission, keeps and publishes the decision unless `dryRun=true`, and answers with
 * it, to each caller as much as it needs to know.
 */
export function checkSubmission(dependencies: CheckDependencies) {
  const { verifyProofs, countCall, readers, meter, log } = dependencies;

  async function check(request: JsonRequest, context: Context): Promise<ProxyResponse> {
    const identity = request.requestContext?.identity ?? {};
    const dryRun = request.queryStringParameters?.dryRun === 'true';
    const claimant = callerOf(identity);
    await countCall({ caller: claimant, dryRun });
    const asked = readRequest(request.body, request.bodyText);
    const handed = {
      submission: asked.submission,
      caller: identity.userArn ?? undefined,
      claimant,
      proofs: () => proofsOf(asked, identity),
      ids: idsOf(request, dependencies.validSeconds),
      hasTime: () => context.getRemainingTimeInMillis() > publishingTime,
    };
    const reader = { readsAll: isReader(identity, readers), principal: handed.caller };
    const decision = dryRun
      ? { ...(await decideSubmission(handed, dependencies)), dryRun: true as const }
      : (await passGate(handed, dependencies)).decision;
    return decisionResponse(needToKnow(decision, reader));
  }

  async function proofsOf(asked: Asked, identity: unknown) {
    return { caller: signerOf(identity), verified: await verifyProofs(asked) };
  }

  return middy<ProxyRequest, ProxyResponse>()
    .use(metered(meter))
    .use(problemResponses((error) => log('error', 'submission not checked', { error })))
    .use(jsonBody(mostBodyBytes))
    .handler(check as (request: ProxyRequest, context: Context) => Promise<ProxyResponse>);
}

function idsOf(request: JsonRequest, seconds: number) {
  const key = idempotencyKey(request.headers ?? {});
  return key === undefined ? [] : [{ id: `key#${key}`, seconds }];
}
