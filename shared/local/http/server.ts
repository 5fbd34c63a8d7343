import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { PayloadTooLargeError } from '../../http/errors.ts';
import type { ProxyResponse } from '../../http/problem.ts';
import type { Guard } from './guard.ts';
import { serverProblem } from './problems.ts';
import type { Asked } from './routes.ts';

/** Milliseconds: for the head of a request, for all of it, and of silence on a connection. */
const patience = { headersTimeout: 10_000, requestTimeout: 30_000, silence: 60_000 };
const mostConnections = 512;
/** Milliseconds in which a client that still sends may read that it was refused. */
const linger = 1000;
/** Milliseconds that requests may take to end once the server is to stop. */
const farewell = 5000;

export interface ServerOptions {
  readonly guard: Guard;
  readonly answer: (asked: Asked) => ProxyResponse | undefined | Promise<ProxyResponse | undefined>;
  /** Learns of errors that the client is told nothing of. */
  readonly onError: (error: unknown) => void;
}

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** Takes no more requests, and waits for those under way. */
  readonly close: () => Promise<void>;
}

/** Starts the server. Rejects with Node's own error where it cannot listen. */
export async function listen(
  address: { readonly host: string; readonly port: number },
  options: ServerOptions,
): Promise<Listening> {
  const { headersTimeout, requestTimeout, silence } = patience;
  const server = createServer({ headersTimeout, requestTimeout, connectionsCheckingInterval: 2000 });
  server.timeout = silence;
  server.maxConnections = mostConnections;
  server.on('request', (request, response) => void handle(request, response, options));
  // Whoever waits for a word before it sends its body gets it from who reads the body.
  server.on('checkContinue', (request, response) => void handle(request, response, options));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : address.port,
    close: () => closed(server),
  };
}

async function closed(server: Server): Promise<void> {
  const ended = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), farewell);
  await ended;
  clearTimeout(impatience);
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  { guard, answer, onError }: ServerOptions,
): Promise<void> {
  // A client that goes away is no failure of ours.
  response.on('error', () => undefined);
  try {
    const url = urlOf(request);
    const told =
      url === undefined
        ? serverProblem('malformed-request', 'expected a path')
        : (guard(request.headers) ?? (await answer({ request, response, url })));
    if (told !== undefined) send(request, response, told);
  } catch (error) {
    if (response.headersSent || request.socket.destroyed) return;
    if (error instanceof PayloadTooLargeError) {
      send(request, response, serverProblem('too-large', error.message));
      return;
    }
    onError(error);
    send(request, response, serverProblem('not-answered', 'try again after a moment'));
  }
}

function urlOf({ url = '' }: IncomingMessage): URL | undefined {
  const base = 'http://localhost';
  return url.startsWith('/') && URL.canParse(base + url) ? new URL(base + url) : undefined;
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { statusCode, headers, body }: ProxyResponse,
): void {
  response.writeHead(statusCode, {
    ...headers,
    'Content-Length': Buffer.byteLength(body),
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
  if (request.complete) return;
  // What is still sent is thrown away, for as long as it takes to read the answer.
  request.resume();
  const { socket } = request;
  setTimeout(() => request.complete || socket.destroy(), linger).unref();
}
