import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from 'aws-lambda';
import { PayloadTooLargeError } from '../../http/errors.ts';
import type { GetRequest } from '../../http/get-request.ts';
import type { ProxyRequest } from '../../http/json-body.ts';
import { jsonResponse } from '../../http/json-response.ts';
import type { ProxyResponse } from '../../http/problem.ts';
import { counted } from '../../json/counted.ts';
import type { EventIntake, Intake } from '../bus/event-intake.ts';
import type { ChangeStream } from './event-stream.ts';
import { gatewayEvent } from './gateway-event.ts';
import { serverProblem } from './problems.ts';
import { readBody } from './read-body.ts';

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
    '/events': { POST: ({ request }) => takeEvents(request, served.intake) },
    [streamPath]: { GET: ({ response }) => openStream(response, served.stream) },
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

async function checkSubmission({ request, url }: Asked, served: Served): Promise<ProxyResponse> {
  const read = await readBody(request, { wholeBytes: mostSubmissionBytes, mostBytes: mostSubmissionBytes });
  if ('stream' in read) throw new PayloadTooLargeError(`expected at most ${mostSubmissionBytes} bytes`);
  return served.checkSubmission(gatewayEvent({ url, headers: request.headers, body: read.bytes }), context);
}

async function takeEvents(request: IncomingMessage, intake: EventIntake): Promise<ProxyResponse> {
  const body = await readBody(request, eventBytes);
  return intakeResponse(await ('bytes' in body ? intake.bytes(body.bytes) : intake.stream(body.stream)));
}

function intakeResponse(intake: Intake): ProxyResponse {
  const { read, failed, malformedCount } = intake;
  const counts = { schemaVersion: '1', ...intake };
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

function openStream(response: ServerResponse, stream: ChangeStream): ProxyResponse | undefined {
  if (stream.add(response)) return undefined;
  return serverProblem('too-many-streams', 'try again when others have gone');
}
