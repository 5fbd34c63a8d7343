import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer, type Fault, refusal, refusalOfVersion2, zip } from './faults.ts';

/** What the stand-in's organization holds. */
export interface StandInOrganization {
  readonly tasks: readonly { readonly id: string; readonly handle: string; readonly path: string }[];
  /** The package of the tasks with these ids. */
  readonly packageOf: (ids: readonly string[]) => Buffer;
  /** Entries of the activity log, newest first, of all tasks. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  readonly schedules: readonly object[];
}

/** How awkward the stand-in is. */
export interface StandInManners {
  readonly username: string;
  readonly password: string;
  /** Objects on a page, however many are asked for. */
  readonly pageSize?: number;
  /** Entries on a page of the log, however many are asked for. */
  readonly logPageSize?: number;
  /** How often an export job is still under way when it is asked for. */
  readonly polls?: number;
  /** Calls after which a session ends. */
  readonly callsOfSession?: number;
  /** The state in which an export job with these ids ends, and what is said of it. */
  readonly endOfExport?: (ids: readonly string[]) => { readonly state: string; readonly message: string };
}

/** An HTTP server in place of Informatica Cloud. */
export interface CloudStandIn {
  /** Where one logs in, and the address that a login answers. */
  readonly url: string;
  /** What came in. */
  readonly received: readonly Received[];
  /** Every session id that it gave out. */
  readonly sessions: readonly string[];
  /** The next so many calls that match (`GET /saas/…`) are answered by a fault. */
  readonly fail: (match: RegExp, fault: Fault, times?: number) => void;
  /** Ends a session, as if half an hour had passed. */
  readonly endSessions: () => void;
  readonly close: () => Promise<void>;
}

interface Received {
  readonly call: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Job {
  readonly ids: readonly string[];
  polls: number;
}

/** What the parts of the stand-in share. */
interface State {
  readonly organization: StandInOrganization;
  readonly manners: StandInManners;
  readonly url: () => string;
  readonly sessions: string[];
  /** Session id → calls that are left to it. */
  readonly open: Map<string, number>;
  readonly jobs: Map<string, Job>;
}

/** Starts the stand-in. Answers as the REST API Reference has them, with members that nobody knows. */
export async function cloudStandIn(
  organization: StandInOrganization,
  manners: StandInManners,
): Promise<CloudStandIn> {
  const received: Received[] = [];
  const faults: { match: RegExp; fault: Fault; left: number }[] = [];
  const state: State = {
    organization,
    manners,
    url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/saas`,
    sessions: [],
    open: new Map(),
    jobs: new Map(),
  };
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const call = `${request.method} ${request.url}`;
    received.push({ call, headers: request.headers, body });
    const planned = faults.find(({ match, left }) => left > 0 && match.test(call));
    if (planned !== undefined) planned.left--;
    const answerWith = planned?.fault ?? answerTo({ state, request, body });
    answerWith(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: state.url(),
    received,
    sessions: state.sessions,
    fail: (match, fault, times = 1) => void faults.push({ match, fault, left: times }),
    endSessions: () => state.open.clear(),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

interface Exchange {
  readonly state: State;
  readonly request: IncomingMessage;
  readonly body: string;
}

/** What the stand-in knows, by method and path; `<id>` is the id of an export job. */
const resources: Readonly<Record<string, (exchange: Exchange, query: URLSearchParams, id: string) => Fault>> =
  {
    'GET /public/core/v3/objects': objects,
    'POST /public/core/v3/export': startExport,
    'GET /public/core/v3/export/<id>': pollExport,
    'GET /public/core/v3/export/<id>/package': sendPackage,
    'GET /api/v2/activity/activityLog': activityLog,
    'GET /public/core/v3/schedule': schedules,
  };

function answerTo(exchange: Exchange): Fault {
  const { pathname, searchParams } = new URL(exchange.request.url ?? '', 'http://stand-in');
  const path = pathname.replace('/saas', '');
  if (path === '/public/core/v3/login') return logIn(exchange);
  const id = /(?<=\/export\/)[^/]+/.exec(path)?.[0] ?? '';
  const resource = resources[`${exchange.request.method} ${id === '' ? path : path.replace(id, '<id>')}`];
  return sessionOver(exchange, path) ?? resource?.(exchange, searchParams, id) ?? refusal(404, 'COMMON_404');
}

function logIn({ state, body }: Exchange): Fault {
  const { username, password } = JSON.parse(body);
  if (username !== state.manners.username || password !== state.manners.password)
    return refusal(401, 'IDS_085', `User ${username} with ${password} is not valid.`);
  const sessionId = `CANARY-SESSION-${state.sessions.length + 1}`;
  state.sessions.push(sessionId);
  state.open.set(sessionId, state.manners.callsOfSession ?? Number.POSITIVE_INFINITY);
  return answer({
    products: [
      { name: 'Another Product', baseApiUrl: 'https://elsewhere.example.com/saas' },
      { name: 'Integration Cloud', baseApiUrl: state.url() },
    ],
    userInfo: { sessionId, id: 'u1', name: username, orgId: 'o1', groups: {}, status: 'Active' },
    unknownMember: { deep: [null] },
  });
}

/** Counts a call against its session; refuses it in the words of its version where the session has ended. */
function sessionOver({ state, request }: Exchange, path: string): Fault | undefined {
  const isVersion2 = path.startsWith('/api/v2/');
  const session = String(request.headers[isVersion2 ? 'icsessionid' : 'infa-session-id']);
  const left = state.open.get(session) ?? 0;
  state.open.set(session, left - 1);
  if (left > 0) return undefined;
  const words = `Session ${session} has expired.`;
  return isVersion2 ? refusalOfVersion2(401, 'AUTH_01', words) : refusal(401, 'AUTH_01', words);
}

function objects({ state }: Exchange, query: URLSearchParams): Fault {
  if (query.get('q') !== "type=='MTT'") return refusal(400, 'V3_01');
  const { tasks } = state.organization;
  const [skip, limit] = [Number(query.get('skip')), Number(query.get('limit'))];
  if (!(limit >= 1 && limit <= 200)) return refusal(400, 'V3_02');
  const page = tasks.slice(skip, skip + Math.min(limit, state.manners.pageSize ?? limit));
  const unknown = { description: null, tags: [], sourceControl: null, customAttributes: { unknown: true } };
  return answer({
    count: tasks.length,
    objects: page.map(({ id, path }) => ({ id, path, type: 'MTT', ...unknown })),
  });
}

function startExport({ state, body }: Exchange): Fault {
  const asked: { id: string; includeDependencies?: boolean }[] = JSON.parse(body).objects;
  if (asked.length > 1000) return refusal(400, 'MigrationSvc_071');
  if (asked.some(({ includeDependencies }) => includeDependencies !== true))
    return refusal(400, 'MigrationSvc_072');
  const id = `job${state.jobs.size + 1}`;
  state.jobs.set(id, { ids: asked.map((one) => one.id), polls: state.manners.polls ?? 1 });
  return answer({
    id,
    name: 'x',
    status: { state: 'IN_PROGRESS', message: 'In Progress' },
    objects: null,
  });
}

function pollExport({ state }: Exchange, _: URLSearchParams, id: string): Fault {
  const job = state.jobs.get(id);
  if (job === undefined) return refusal(404, 'MigrationSvc_404');
  const status = job.polls-- > 0 ? { state: 'IN_PROGRESS', message: 'In Progress' } : endOf(job, state);
  return answer({ id, createTime: '2026-10-01 00:00:00', updateTime: null, name: 'x', status });
}

function endOf({ ids }: Job, { manners }: State): { readonly state: string; readonly message: string } {
  return manners.endOfExport?.(ids) ?? { state: 'SUCCESSFUL', message: 'Export ended.' };
}

function sendPackage({ state }: Exchange, _: URLSearchParams, id: string): Fault {
  const job = state.jobs.get(id);
  return job === undefined ? refusal(404, 'MigrationSvc_404') : zip(state.organization.packageOf(job.ids));
}

function activityLog({ state }: Exchange, query: URLSearchParams): Fault {
  const limit = Math.min(Number(query.get('rowLimit') ?? 200), state.manners.logPageSize ?? 1000);
  const offset = Number(query.get('offset') ?? 0);
  const entries = state.organization.log.filter(({ objectId }) => objectId === query.get('taskId'));
  return answer(entries.slice(offset, offset + limit));
}

function schedules({ state }: Exchange): Fault {
  const all = state.organization.schedules;
  return answer({ count: all.length, schedules: all });
}
