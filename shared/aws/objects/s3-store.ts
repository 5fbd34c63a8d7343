import {
  type _Object,
  GetObjectCommand,
  ListObjectsV2Command,
  type RequestPayer,
  S3Client,
} from '@aws-sdk/client-s3';
import { UnreadableObjectError } from '../../archive/unreadable-file.ts';
import type { ListedObject, ListedPage, ObjectStore, PageRequest } from './object-store.ts';
import { unreadableObject } from './s3-faults.ts';

/** Milliseconds. */
const patience = { connectionTimeout: 5000, socketTimeout: 30_000 };
const connections = 96;
/** Throttling is waited out, and makes the client ask less often. */
const retries = { retryMode: 'adaptive', maxAttempts: 10 } as const;

export interface S3Options {
  readonly bucket: string;
  /** Whether whoever asks pays, where the bucket wants that. */
  readonly requesterPays?: boolean | undefined;
}

/** What AWS signs requests with. */
interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface S3ClientOptions {
  /** The Region to ask first: a bucket in another one is followed there. */
  readonly region: string | undefined;
  /** Asked anew before they expire. */
  readonly credentials?: () => Promise<AwsCredentials>;
}

/** A client for many requests at once. */
export function s3Client({ region = 'us-east-1', credentials }: S3ClientOptions): S3Client {
  const agent = { maxSockets: connections, keepAlive: true };
  return new S3Client({
    ...retries,
    region,
    ...(credentials !== undefined && { credentials }),
    followRegionRedirects: true,
    // An endpoint of somebody's own has no name for each bucket.
    forcePathStyle: (process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL ?? '') !== '',
    requestHandler: { ...patience, httpsAgent: agent, httpAgent: agent },
    // Lengths are compared, gzip has a checksum of its own: to compute another one costs as much as to read the bytes.
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/** A bucket of Amazon S3. */
export function s3Store(client: S3Client, { bucket: Bucket, requesterPays = false }: S3Options): ObjectStore {
  const payer: { RequestPayer?: RequestPayer } = requesterPays ? { RequestPayer: 'requester' } : {};
  return {
    list: async ({ prefix, byFolder, from, after }: PageRequest, abortSignal) => {
      const command = new ListObjectsV2Command({
        Bucket,
        Prefix: prefix,
        EncodingType: 'url',
        ...payer,
        ...(byFolder && { Delimiter: '/' }),
        ...(from !== undefined && { ContinuationToken: from }),
        ...(from === undefined && after !== undefined && { StartAfter: after }),
      });
      try {
        const {
          Contents = [],
          CommonPrefixes = [],
          NextContinuationToken,
        } = await client.send(command, { abortSignal });
        return {
          objects: Contents.map(listedObject),
          folders: CommonPrefixes.flatMap(({ Prefix }) => (Prefix === undefined ? [] : [decoded(Prefix)])),
          next: NextContinuationToken,
        } satisfies ListedPage;
      } catch (error) {
        throw unreadableObject(error, 's3:ListBucket');
      }
    },
    read: async function* ({ key, etag }, from, abortSignal) {
      const command = new GetObjectCommand({
        Bucket,
        Key: key,
        ...payer,
        ...(etag !== undefined && { IfMatch: etag }),
        ...(from > 0 && { Range: `bytes=${from}-` }),
      });
      const { Body, ContentRange = '' } = await client
        .send(command, { abortSignal })
        .catch((error: unknown) => {
          throw unreadableObject(error, 's3:GetObject');
        });
      if (from > 0 && !ContentRange.startsWith(`bytes ${from}-`))
        throw new UnreadableObjectError('broke off, and cannot be gone on with', 'time');
      yield* Body as AsyncIterable<Uint8Array>;
    },
  };
}

function listedObject({ Key = '', Size = 0, ETag }: _Object): ListedObject {
  return { key: decoded(Key), size: Size, etag: ETag };
}

/** Keys in answers are encoded as in a form: some of their characters have no place in XML. */
function decoded(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}
