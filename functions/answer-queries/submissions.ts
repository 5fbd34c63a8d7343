import type { DecisionRecord } from '../../shared/aws/records/decision-items.ts';
import { callerOf, isReader } from '../../shared/http/caller.ts';
import type { GetRequest } from '../../shared/http/get-request.ts';
import { jsonResponse } from '../../shared/http/json-response.ts';
import { pathParameter } from '../../shared/http/path-parameter.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { queryProblem } from '../../shared/http/query-problem.ts';
import { needToKnow } from '../../shared/report/need-to-know.ts';
import type { QueryDependencies } from './route.ts';

/**
 * Answers with the decision of an id, or with the newest one on the submission of that id. To whoever is no reader,
 * what others were told is as if it were not there.
 */
export function ownOrAnyDecision({ decisions, readers }: Pick<QueryDependencies, 'decisions' | 'readers'>) {
  return async (request: GetRequest): Promise<ProxyResponse> => {
    const { identity } = request.requestContext;
    const id = pathParameter(request, 'id');
    const [byId, ofSubmission] = await Promise.all([decisions.get(id), decisions.ofSubmission(id)]);
    const found = byId === undefined ? ofSubmission : [byId];
    const mayRead = ({ caller }: DecisionRecord) =>
      caller === callerOf(identity) || isReader(identity, readers);
    const record = found.find(mayRead);
    if (record === undefined) return queryProblem('not-found', 'the caller has no decision of this id');
    const reader = { readsAll: isReader(identity, readers), principal: identity.userArn ?? undefined };
    return jsonResponse({ schemaVersion: '1', ...record, decision: needToKnow(record.decision, reader) });
  };
}
