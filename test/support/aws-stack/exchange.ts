import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Question {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Buffer | string;
}

/** An agent of its own: the global one, and fetch, may be told by the environment to go through a proxy. */
const agent = new Agent();

/** One HTTP request, whatever its answer. Rejects where there is none. */
export async function exchange(url: string | URL, question: Question = {}): Promise<Answer> {
  const { method = 'POST', headers = {}, body = '' } = question;
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const outgoing = request(url, {
    method,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    agent,
  });
  outgoing.on('error', reject);
  outgoing.on('response', (response) => {
    const { statusCode: status = 0, headers } = response;
    buffer(response).then((body) => resolve({ status, headers, body }), reject);
  });
  outgoing.end(body);
  return promise;
}
