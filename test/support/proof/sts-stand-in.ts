import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { requesterKey, sessionKey } from './presigned.ts';
import { signatureFits } from './signature.ts';

/** As it is before a test puts the stand-in in its place. */
const platformFetch = fetch;

/** Whose keys the stand-in knows. */
const identities = {
  [requesterKey.accessKeyId]: {
    secret: requesterKey.secretAccessKey,
    Arn: 'arn:aws:iam::123456789012:user/mapping-requester',
    UserId: 'AIDAEXAMPLEEXAMPLE01',
    Account: '123456789012',
  },
  [sessionKey.accessKeyId]: {
    secret: sessionKey.secretAccessKey,
    Arn: 'arn:aws:sts::123456789012:assumed-role/agent/i-0123456789abcdef0',
    UserId: 'AROAEXAMPLEEXAMPLE01:i-0123456789abcdef0',
    Account: '123456789012',
  },
};

export interface StsStandIn {
  /** The platform's fetch, but that it leads to the stand-in whatever the host. */
  readonly send: typeof fetch;
  /** What came in: the URL as it was sent, and its headers. */
  readonly received: readonly { readonly url: string; readonly headers: IncomingHttpHeaders }[];
}

/** Answers in place of AWS STS; ends without one where the stand-in is to. */
export type Answer = (response: ServerResponse, proper: () => void) => void;

/**
 * An HTTP server in place of AWS STS, for the time of a test. It answers sts:GetCallerIdentity as AWS does, after it has
 * checked the signature over the headers that it got; `answer` may answer otherwise.
 */
export async function stsStandIn(answer: Answer = (_, proper) => proper()): Promise<StsStandIn> {
  const received: { url: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    const url = `https://${request.headers['x-test-host']}${request.url}`;
    received.push({ url, headers: request.headers });
    answer(response, () => answerProperly(response, url, request.headers));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const send = (input: unknown, init?: RequestInit) => {
    const { host, pathname, search } = new URL(String(input));
    const headers = { ...(init?.headers as Record<string, string>), 'x-test-host': host };
    return platformFetch(`http://127.0.0.1:${port}${pathname}${search}`, { ...init, headers });
  };
  return { send: send as typeof fetch, received };
}

function answerProperly(response: ServerResponse, url: string, headers: IncomingHttpHeaders): void {
  const { host, searchParams } = new URL(url);
  const [accessKeyId = ''] = (searchParams.get('X-Amz-Credential') ?? '').split('/');
  const identity = identities[accessKeyId];
  if (identity === undefined) {
    answerError(response, 403, 'InvalidClientTokenId');
    return;
  }
  const { secret, ...GetCallerIdentityResult } = identity;
  if (!signatureFits(url, { ...(headers as Record<string, string>), host }, secret)) {
    answerError(response, 403, 'SignatureDoesNotMatch');
    return;
  }
  response.end(
    JSON.stringify({
      GetCallerIdentityResponse: { GetCallerIdentityResult, ResponseMetadata: { RequestId: 'x' } },
    }),
  );
}

/** An error as AWS STS answers it in JSON. */
export function answerError(response: ServerResponse, status: number, code: string): void {
  response.statusCode = status;
  response.end(
    JSON.stringify({ Error: { Code: code, Message: 'CANARY-OF-AWS', Type: 'Sender' }, RequestId: 'x' }),
  );
}
