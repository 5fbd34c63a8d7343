import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProxyResponse } from '../../../shared/http/problem.ts';
import type { LambdaFunction } from './lambda-function.ts';

/** What API Gateway does around the hook, as far as clients see it, on a port of this machine. */
export interface LocalApi {
  /** Of `POST /v1/submissions`. */
  readonly submissionsUrl: string;
  /** The headers of the calls so far. */
  readonly asked: IncomingMessage['headers'][];
  readonly close: () => Promise<void>;
}

const signed =
  /^AWS4-HMAC-SHA256 Credential=(AKIA\w+)\/\d{8}\/[\w-]+\/execute-api\/aws4_request, ?SignedHeaders=[\w;-]*host[\w;-]*, ?Signature=[0-9a-f]{64}$/;

/** Serves a function. That a request is signed for `execute-api` is looked at, whether rightly is not. */
export async function localApi(hook: Pick<LambdaFunction, 'invoke'>): Promise<LocalApi> {
  const asked: IncomingMessage['headers'][] = [];
  const server = createServer(async (request, response) => {
    asked.push(request.headers);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { statusCode, headers, body } = await answer(request, Buffer.concat(chunks).toString());
    response.writeHead(statusCode, headers).end(body);
  });

  async function answer(
    { method, url = '', headers }: IncomingMessage,
    body: string,
  ): Promise<ProxyResponse> {
    const [, accessKey] = signed.exec(headers.authorization ?? '') ?? [];
    if (accessKey === undefined || headers['x-amz-date'] === undefined || method !== 'POST') return refused;
    const { searchParams } = new URL(url, 'http://localhost');
    return (await hook.invoke({
      resource: '/v1/submissions',
      httpMethod: method,
      headers,
      queryStringParameters: Object.fromEntries(searchParams),
      requestContext: {
        identity: { accessKey, userArn: 'arn:aws:iam::123456789012:user/gate', accountId: '123456789012' },
      },
      body,
      isBase64Encoded: false,
    })) as ProxyResponse;
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    submissionsUrl: `http://127.0.0.1:${port}/live/v1/submissions`,
    asked,
    close: () => closed(server),
  };
}

const refused: ProxyResponse = {
  statusCode: 403,
  headers: { 'Content-Type': 'application/problem+json' },
  body: JSON.stringify({
    type: 'urn:sts-warden:problem:refused-by-gateway',
    title: 'Request refused before it was read',
    detail: 'MISSING_AUTHENTICATION_TOKEN',
  }),
};

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}
