/** One file in `events/` for AnswerQueries. */
export interface QueryCase {
  readonly name: string;
  /** As the template has it: `/v1/submissions/{id}`. */
  readonly resource: string;
  readonly id?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly status: number;
}

/** Every file in `events/` for AnswerQueries: asked by the requester, of a stack that names no readers and has kept nothing. */
export const queryCases: readonly QueryCase[] = [
  { name: 'answer-queries.rules.json', resource: '/v1/rules', status: 200 },
  { name: 'answer-queries.health.json', resource: '/v1/health', status: 200 },
  { name: 'answer-queries.openapi.json', resource: '/v1/openapi.json', status: 200 },
  {
    name: 'answer-queries.submission-of-nobody.json',
    resource: '/v1/submissions/{id}',
    id: 'nightly/orders-2026-10-01',
    status: 404,
  },
  {
    name: 'answer-queries.violations.json',
    resource: '/v1/violations',
    query: { severity: 'critical', from: '2026-10-01T00:00:00Z', limit: '20' },
    status: 403,
  },
  { name: 'answer-queries.findings.json', resource: '/v1/findings', status: 403 },
  { name: 'answer-queries.coverage.json', resource: '/v1/coverage', status: 403 },
];
