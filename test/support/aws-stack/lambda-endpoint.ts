import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FunctionFailedError, type LambdaFunction } from './lambda-function.ts';

/** The API of AWS Lambda, as far as Step Functions needs it: Invoke. */
export interface LambdaEndpoint {
  readonly url: string;
  /** Says what is invoked by the name of a function. */
  readonly serve: (functionOf: (name: string) => Pick<LambdaFunction, 'invoke'>) => void;
  /** The payloads so far. */
  readonly asked: Readonly<Record<string, unknown>>[];
  readonly close: () => Promise<void>;
}

/** Serves functions, one invocation after the other. */
export async function lambdaEndpoint(): Promise<LambdaEndpoint> {
  const asked: Record<string, unknown>[] = [];
  let functionOf: ((name: string) => Pick<LambdaFunction, 'invoke'>) | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const payload = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    asked.push(payload);
    const [, name = ''] = /([^:/]+)\/invocations/.exec(decodeURIComponent(request.url ?? '')) ?? [];
    const answer = last.then(() => functionOf?.(name).invoke(payload));
    last = answer.catch(() => undefined);
    try {
      const body = JSON.stringify(await answer);
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    } catch (error) {
      if (!(error instanceof FunctionFailedError)) throw error;
      const [errorType = '', ...message] = error.message.split(': ');
      response
        .writeHead(200, { 'content-type': 'application/json', 'x-amz-function-error': 'Unhandled' })
        .end(JSON.stringify({ errorType, errorMessage: message.join(': ') }));
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    serve: (by) => {
      functionOf = by;
    },
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
