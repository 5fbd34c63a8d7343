import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Answer, exchange } from './exchange.ts';

/** A call on its way from the SDK to AWS. */
interface Call {
  /** The API's name for it, such as `PutEvents`; method and path where the request does not say. */
  readonly operation: string;
  readonly body: Buffer;
  /** Lets AWS do it, or something else in its place. */
  readonly pass: (body?: Buffer | string) => Promise<Answer>;
}

/** What happens to a call in place of its answer: the connection breaks, or nothing ever. */
export type Fault = (call: Call) => Promise<Answer | 'reset' | 'silence'>;

/** A way to AWS that misbehaves on demand. */
export interface FaultyEndpoint {
  readonly url: string;
  /** The next calls of an operation meet a fault, `times` of them. Faults of one operation come one after the other. */
  readonly fail: (operation: string, fault: Fault, times?: number) => void;
  /** Operations of which fewer calls than wanted met their faults: a test of those would be one of the fair weather. */
  readonly unmet: () => string[];
  /** How many calls of an operation came so far. */
  readonly calls: (operation: string) => number;
  /** The operations that were called so far. */
  readonly called: () => string[];
  /** From now on nobody listens: open connections break, new ones are refused. */
  readonly goDown: () => Promise<void>;
  readonly comeUp: () => Promise<void>;
}

export async function faultyEndpoint(target: string): Promise<FaultyEndpoint> {
  const faults = new Map<string, { readonly fault: Fault; left: number; met: boolean }[]>();
  const counts = new Map<string, number>();
  const server = createServer((request, response) => void handle(request, response));
  const port = await listen(0);

  async function listen(wanted: number): Promise<number> {
    server.listen(wanted, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  function nextFault(operation: string): Fault | undefined {
    const waiting = faults.get(operation)?.find(({ left }) => left > 0);
    if (waiting === undefined) return undefined;
    waiting.left--;
    waiting.met = true;
    return waiting.fault;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { method = 'POST', url = '/', headers } = request;
      const body = await buffer(request);
      const operation = operationOf(request, body);
      counts.set(operation, (counts.get(operation) ?? 0) + 1);
      const pass = (other: Buffer | string = body) =>
        exchange(new URL(url, target), { method, headers, body: other });
      const fault = nextFault(operation);
      const answer = fault === undefined ? await pass() : await fault({ operation, body, pass });
      if (answer === 'reset') request.socket.resetAndDestroy();
      else if (answer !== 'silence')
        response.writeHead(answer.status, plain(answer.headers)).end(answer.body);
    } catch {
      // Nobody answers behind it either: the server was killed.
      request.socket.resetAndDestroy();
    }
  }

  return {
    url: `http://127.0.0.1:${port}`,
    fail: (operation, fault, times = 1) => {
      faults.set(operation, [...(faults.get(operation) ?? []), { fault, left: times, met: false }]);
    },
    unmet: () =>
      [...faults].flatMap(([operation, wanted]) =>
        wanted.every(({ left, met }) => met && (left === 0 || left === Infinity)) ? [] : [operation],
      ),
    calls: (operation) => counts.get(operation) ?? 0,
    called: () => [...counts.keys()],
    goDown: async () => {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
    comeUp: async () => void (await listen(port)),
  };
}

function operationOf({ method, url = '/', headers }: IncomingMessage, body: Buffer): string {
  const [, target] = String(headers['x-amz-target'] ?? '').split('.');
  const action = new URLSearchParams(body.toString('latin1')).get('Action');
  return target ?? action ?? `${method} ${url.split('?', 1)[0]}`;
}

/** The body is whole here, however it came. */
function plain({ 'transfer-encoding': _, ...headers }: Answer['headers']): Answer['headers'] {
  return headers;
}
