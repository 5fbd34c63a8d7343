/** The paths of queries, by the names of their events. */
export const queryPaths = {
  Decision: '/v1/submissions/{id}',
  Violations: '/v1/violations',
  Violation: '/v1/violations/{id}',
  Findings: '/v1/findings',
  Finding: '/v1/findings/{id}',
  Coverage: '/v1/coverage',
  Rules: '/v1/rules',
  Health: '/v1/health',
  Description: '/v1/openapi.json',
} as const;

/** Those that only readers may ask, as the resource policy names them. */
export const pathsOfReaders = [
  '/v1/violations',
  '/v1/violations/*',
  '/v1/findings',
  '/v1/findings/*',
  '/v1/coverage',
] as const;
