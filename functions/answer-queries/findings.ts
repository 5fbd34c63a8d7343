import type { Page } from '../../shared/aws/records/violation-store.ts';
import type { GetRequest } from '../../shared/http/get-request.ts';
import { jsonResponse } from '../../shared/http/json-response.ts';
import {
  cursorOf,
  type ListedKind,
  type ListingQuery,
  readListingQuery,
} from '../../shared/http/listing-query.ts';
import { pathParameter } from '../../shared/http/path-parameter.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { queryProblem } from '../../shared/http/query-problem.ts';
import type { QueryDependencies, Route } from './route.ts';

/** The paths of violations, and of the findings that they belong to. */
export function findingRoutes({ violations: store }: Pick<QueryDependencies, 'violations'>) {
  return {
    '/v1/violations': list('v', 'violations', store.violations),
    '/v1/violations/{id}': one(store.violation),
    '/v1/findings': list('f', 'findings', store.findings),
    '/v1/findings/{id}': one(store.finding),
  };
}

function list(kind: ListedKind, name: string, pageOf: (query: ListingQuery) => Promise<Page<object>>): Route {
  return {
    forReaders: true,
    answer: async (request) => {
      const query = readListingQuery(request, kind);
      if ('faults' in query) return refused(query.faults);
      const { documents, next } = await pageOf(query);
      return jsonResponse({
        schemaVersion: '1',
        [name]: documents,
        ...(next !== undefined && { next: cursorOf(next) }),
      });
    },
  };
}

function refused(errors: readonly object[]): ProxyResponse {
  return queryProblem('malformed-query', 'parameters are not as they are to be', { errors });
}

function one(find: (id: string) => Promise<object | undefined>): Route {
  return {
    forReaders: true,
    answer: async (request: GetRequest) => {
      const document = await find(pathParameter(request, 'id'));
      return document === undefined
        ? queryProblem('not-found', 'nothing of this id is kept')
        : jsonResponse(document);
    },
  };
}
