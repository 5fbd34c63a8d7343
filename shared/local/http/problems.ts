import { type ProxyResponse, problemResponse } from '../../http/problem.ts';

/** What the server answers before or instead of a function: the end of its type, `urn:sts-warden:problem:<name>`. */
const problems = {
  'malformed-request': { title: 'Malformed request', status: 400 },
  'malformed-events': { title: 'Not all events could be read', status: 400 },
  'no-token': { title: 'Token expected', status: 401 },
  'foreign-host': { title: 'Host refused', status: 403 },
  'foreign-origin': { title: 'Origin refused', status: 403 },
  'not-found': { title: 'Not found', status: 404 },
  'wrong-method': { title: 'Method not allowed', status: 405 },
  'too-large': { title: 'Body is too large', status: 413 },
  'not-answered': { title: 'Not answered', status: 503 },
  'too-many-streams': { title: 'Too many streams', status: 503 },
} as const;

/** A response with a problem document; `detail` says what is particular to this one, members extend it. */
export function serverProblem(
  name: keyof typeof problems,
  detail: string,
  members: object = {},
  headers: Record<string, string> = {},
): ProxyResponse {
  const { title, status } = problems[name];
  const document = { type: `urn:sts-warden:problem:${name}`, title, status, detail };
  return problemResponse(document, members, status === 503 ? { 'Retry-After': '5', ...headers } : headers);
}
