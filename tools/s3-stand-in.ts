import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Objects of a page, as in Amazon S3. */
const pageSize = 1000;

/** An object that is served: its bytes, or the file that has them. */
export interface ServedObject {
  readonly content: Buffer | { readonly file: string; readonly size: number };
  readonly etag?: string;
}

/** A request for an object or a page of a listing. */
export interface AskedOf {
  readonly bucket: string;
  /** Empty for a listing. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
}

export interface ServingOptions {
  /** Answers in the place of the server; says whether it did. */
  readonly answer?: (asked: AskedOf, response: ServerResponse) => boolean;
}

/** A server that answers ListObjectsV2 and GetObject, of any bucket, on loopback. */
export interface ObjectServer {
  readonly endpoint: string;
  readonly close: () => Promise<void>;
}

/** Serves objects by their keys. What is changed in the map is changed in the bucket. */
export async function serveObjects(
  objects: ReadonlyMap<string, ServedObject>,
  { answer = () => false }: ServingOptions = {},
): Promise<ObjectServer> {
  const server = createServer((request, response) => {
    const asked = askedOf(request);
    if (answer(asked, response)) return;
    if (asked.key === '') list(objects, asked, response);
    else get(objects, asked, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An answer of Amazon S3 that says what is wrong. */
export function refuse(response: ServerResponse, status: number, code: string, more = ''): true {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code>${more}</Error>`);
  return true;
}

function askedOf(request: IncomingMessage): AskedOf {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const [, bucket = '', ...key] = pathname.split('/');
  return { bucket, key: decodeURIComponent(key.join('/')), query: searchParams, request };
}

function list(
  objects: ReadonlyMap<string, ServedObject>,
  { query }: AskedOf,
  response: ServerResponse,
): void {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter');
  const after = query.get('continuation-token') ?? '';
  const names = new Map<string, ServedObject | undefined>();
  for (const [key, object] of [...objects].sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
    const name = end === -1 ? key : key.slice(0, end + 1);
    if (name > after) names.set(name, end === -1 ? object : undefined);
  }
  const page = [...names].slice(0, pageSize);
  const isMore = names.size > pageSize;
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><IsTruncated>${isMore}</IsTruncated>${isMore ? `<NextContinuationToken>${page.at(-1)?.[0]}</NextContinuationToken>` : ''}${page.map(entry).join('')}</ListBucketResult>`,
  );
}

function entry([name, object]: readonly [string, ServedObject | undefined]): string {
  const encoded = encodeURIComponent(name).replaceAll('%2F', '/').replaceAll('%20', '+');
  if (object === undefined) return `<CommonPrefixes><Prefix>${encoded}</Prefix></CommonPrefixes>`;
  return `<Contents><Key>${encoded}</Key><ETag>${etagOf(object)}</ETag><Size>${sizeOf(object)}</Size></Contents>`;
}

function get(
  objects: ReadonlyMap<string, ServedObject>,
  { key, request }: AskedOf,
  response: ServerResponse,
): void {
  const object = objects.get(key);
  if (object === undefined) return void refuse(response, 404, 'NoSuchKey');
  const wanted = request.headers['if-match'];
  if (wanted !== undefined && wanted !== etagOf(object))
    return void refuse(response, 412, 'PreconditionFailed');
  const [, from = '0'] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  const { content } = object;
  const bytes = (Buffer.isBuffer(content) ? content : readFileSync(content.file)).subarray(Number(from));
  response.writeHead(from === '0' ? 200 : 206, {
    'content-length': bytes.length,
    ...(from !== '0' && { 'content-range': `bytes ${from}-${sizeOf(object) - 1}/${sizeOf(object)}` }),
    etag: etagOf(object),
  });
  response.end(bytes);
}

function etagOf(object: ServedObject): string {
  return `"${object.etag ?? `${sizeOf(object)}`}"`;
}

function sizeOf({ content }: ServedObject): number {
  return Buffer.isBuffer(content) ? content.length : content.size;
}
