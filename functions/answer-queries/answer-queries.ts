import middy from '@middy/core';
import { metered } from '../../shared/aws/lambda/metered.ts';
import { isReader } from '../../shared/http/caller.ts';
import type { GetRequest } from '../../shared/http/get-request.ts';
import { jsonResponse } from '../../shared/http/json-response.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { queryProblem, unanswered } from '../../shared/http/query-problem.ts';
import { ruleList } from '../../shared/report/rule-list.ts';
import { rules } from '../../shared/rules/index.ts';
import { coverage } from './coverage.ts';
import { findingRoutes } from './findings.ts';
import { health } from './health.ts';
import type { QueryDependencies, Route } from './route.ts';
import { ownOrAnyDecision } from './submissions.ts';

/** Answers what was decided and found, what the rules are, whether the hook can decide, and how to ask all of this. */
export function answerQueries(dependencies: QueryDependencies) {
  const { currentBook, readers, meter, log } = dependencies;
  const routes: Readonly<Record<string, Route>> = {
    '/v1/submissions/{id}': { forReaders: false, answer: ownOrAnyDecision(dependencies) },
    ...findingRoutes(dependencies),
    '/v1/rules': {
      forReaders: false,
      answer: async () => jsonResponse(ruleList(rules, (await currentBook()).policy)),
    },
    '/v1/coverage': { forReaders: true, answer: coverage(dependencies) },
    '/v1/health': { forReaders: false, answer: health(dependencies) },
    '/v1/openapi.json': { forReaders: false, answer: describeApi },
  };

  async function answer(request: GetRequest): Promise<ProxyResponse> {
    const route = Object.hasOwn(routes, request.resource) ? routes[request.resource] : undefined;
    if (route === undefined) return queryProblem('not-found', 'there is no such path');
    if (route.forReaders && !isReader(request.requestContext.identity, readers))
      return queryProblem('not-a-reader', 'the parameter `Readers` of the stack does not name the caller');
    return route.answer(request);
  }

  return middy<GetRequest, ProxyResponse>()
    .use(metered(meter))
    .use(unanswered((error) => log('error', 'query not answered', { error })))
    .handler(answer);
}

/** It is large, and few ask. */
async function describeApi({ requestContext: { domainName, stage } }: GetRequest): Promise<ProxyResponse> {
  const { openApi } = await import('../../shared/http/openapi.ts');
  return jsonResponse(openApi(domainName === undefined ? '/' : `https://${domainName}/${stage}`));
}
