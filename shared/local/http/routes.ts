import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from 'aws-lambda';
import type { GetRequest } from '../../http/get-request.ts';
import type { ProxyRequest } from '../../http/json-body.ts';
import { jsonResponse } from '../../http/json-response.ts';
import type { ProxyResponse } from '../../http/problem.ts';
import { counted } from '../../json/counted.ts';
import type { EventIntake, Intake } from '../bus/event-intake.ts';
import type { ChangeStream } from './event-stream.ts';
import { gatewayEvent } from './gateway-event.ts';
import { serverProblem } from './problems.ts';
import { readBody, tooLarge } from './read-body.ts';

/** Where changes are heard of. */
export const streamPath = '/events/stream';
/** Bytes of a submission that API Gateway would hand over; of these the function itself takes 256 KiB. */
const mostSubmissionBytes = 1024 * 1024;
/** Bytes of events in one request; up to the first of these they are one document, and read at once. */
const eventBytes = { wholeBytes: 1024 * 1024, mostBytes: 64 * 1024 * 1024 };
/** Nobody waits for a function here as API Gateway does. */
const context = { getRemainingTimeInMillis: () => 30_000 } as Context;

/** What the server is in front of: the functions of the API, as AWS Lambda calls them, and what is local. */
export interface Served {
  readonly checkSubmission: (request: ProxyRequest, context: Context) => Promise<ProxyResponse>;
  readonly answerQueries: (request: GetRequest, context: Context) => Promise<ProxyResponse>;
  readonly intake: EventIntake;
  /** Does work, and commits what it wrote; throws where that did not last. */
  readonly unit: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Resolves when what was committed is on the disk. */
  readonly onDisk: () => Promise<void>;
  readonly stream: ChangeStream;
  /** The page as it is now. */
  readonly page: () => ProxyResponse;
}

/** A request that the guard has let pass. */
export interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

/** Answers, or has taken the response over. */
type Answer = (asked: Asked) => ProxyResponse | undefined | Promise<ProxyResponse | undefined>;

type Methods = Readonly<Record<string, Answer>>;

/** Makes what answers a request, whatever it is for. */
export function router(served: Served): Answer {
  const paths: Readonly<Record<string, Methods>> = {
    '/': { GET: () => served.page() },
    '/events': { POST: (asked) => takeEvents(asked, served) },
    [streamPath]: { GET: (asked) => openStream(asked, served.stream) },
    '/v1/submissions': { POST: (asked) => checkSubmission(asked, served) },
  };
  const queries: Methods = {
    GET: ({ request: { headers }, url }) => served.answerQueries(gatewayEvent({ url, headers }), context),
  };

  function methodsOf(path: string): Methods | undefined {
    if (Object.hasOwn(paths, path)) return paths[path];
    return path.startsWith('/v1/') ? queries : undefined;
  }

  return (asked) => {
    const methods = methodsOf(asked.url.pathname);
    if (methods === undefined) return serverProblem('not-found', 'there is no such path');
    const method = asked.request.method === 'HEAD' ? 'GET' : (asked.request.method ?? '');
    const answer = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (answer !== undefined) return answer(asked);
    const Allow = Object.keys(methods).join(', ');
    return serverProblem('wrong-method', `expected ${Allow}`, {}, { Allow });
  };
}

async function checkSubmission(asked: Asked, served: Served): Promise<ProxyResponse> {
  const body = await readBody(asked, { wholeBytes: mostSubmissionBytes, mostBytes: mostSubmissionBytes });
  if ('stream' in body) throw tooLarge(mostSubmissionBytes);
  const { request, url } = asked;
  const event = gatewayEvent({ url, headers: request.headers, body: body.bytes });
  return onceOnDisk(await served.unit(() => served.checkSubmission(event, context)), served);
}

async function takeEvents(asked: Asked, served: Served): Promise<ProxyResponse> {
  const body = await readBody(asked, eventBytes);
  const { intake } = served;
  const taken = await ('bytes' in body ? intake.bytes(body.bytes) : intake.stream(body.stream));
  const isTooLarge = 'stream' in body && body.isTooLarge();
  const response = isTooLarge
    ? serverProblem('too-large', tooLarge(eventBytes.mostBytes).message, countsOf(taken))
    : intakeResponse(taken);
  return onceOnDisk(response, served);
}

/** What was answered is to be there after a power cut too. */
async function onceOnDisk(response: ProxyResponse, { onDisk }: Served): Promise<ProxyResponse> {
  await onDisk();
  return response;
}

function intakeResponse(intake: Intake): ProxyResponse {
  const { read, failed, malformedCount } = intake;
  const counts = countsOf(intake);
  if (failed > 0)
    return serverProblem(
      'not-answered',
      `${counted(failed, 'event')} could not be judged: send them again`,
      counts,
    );
  if (malformedCount > 0) return serverProblem('malformed-events', 'what could be read was judged', counts);
  if (read === 0)
    return serverProblem('malformed-events', 'there is no event and no record in the body', counts);
  return jsonResponse(counts);
}

function countsOf(intake: Intake): object {
  return { schemaVersion: '1', ...intake };
}

function openStream({ request, response }: Asked, stream: ChangeStream): ProxyResponse | undefined {
  if (request.method === 'HEAD')
    return { statusCode: 200, headers: { 'Content-Type': 'text/event-stream' }, body: '' };
  if (stream.add(response)) return undefined;
  return serverProblem('too-many-streams', 'try again when others have gone');
}
