import type { IncomingHttpHeaders } from 'node:http';
import type { GetRequest } from '../../http/get-request.ts';
import type { ProxyRequest } from '../../http/json-body.ts';

/** Who asks, where nobody signs: whoever reaches the server is its operator. It is no ARN, and proves nothing. */
export const localCaller = 'local';

const ofOne = /^(\/v1\/(?:submissions|violations|findings)\/)([^/]+)$/;

/** A request that was read, as far as a function needs it. */
export interface ReadRequest {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body?: Buffer;
}

/** The event that API Gateway makes of such a request (REST API, Lambda proxy), as far as the functions read it. */
export function gatewayEvent({ url, headers, body }: ReadRequest): ProxyRequest & GetRequest {
  const [, collection, id] = ofOne.exec(url.pathname) ?? [];
  const parameters = [...new Set(url.searchParams.keys())];
  return {
    resource: collection === undefined ? url.pathname : `${collection}{id}`,
    pathParameters: id === undefined ? null : { id },
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
    ),
    // The last one of several counts, as at API Gateway.
    queryStringParameters: Object.fromEntries(url.searchParams),
    multiValueQueryStringParameters: Object.fromEntries(
      parameters.map((name) => [name, url.searchParams.getAll(name)]),
    ),
    ...(body !== undefined && { body: body.toString('base64'), isBase64Encoded: true }),
    requestContext: { identity: { userArn: localCaller } },
  };
}
