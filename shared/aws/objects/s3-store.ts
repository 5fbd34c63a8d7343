import {
  type _Object,
  GetObjectCommand,
  type GetObjectCommandInput,
  ListObjectsV2Command,
  type RequestPayer,
  S3Client,
} from '@aws-sdk/client-s3';
import { UnreadableObjectError } from '../../archive/unreadable-file.ts';
import type { ListedObject, ListedPage, ObjectStore, PageRequest } from './object-store.ts';
import { readObject } from './read-object.ts';
import { asThrottling, unreadableObject } from './s3-faults.ts';

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
  const client = new S3Client({
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
  client.middlewareStack.add(
    (next) => (input) =>
      next(input).catch((error: unknown) => {
        throw asThrottling(error);
      }),
    { step: 'finalizeRequest', priority: 'low', name: 'throttlingByKms' },
  );
  return client;
}

export interface S3Store extends ObjectStore {
  /** All bytes of an object that nobody has listed, as it was when they began to come. Throws UnreadableFileError. */
  readonly readWhole: (key: string, signal: AbortSignal) => Promise<Buffer>;
}

/** A bucket of Amazon S3. */
export function s3Store(client: S3Client, { bucket: Bucket, requesterPays = false }: S3Options): S3Store {
  const payer: { RequestPayer?: RequestPayer } = requesterPays ? { RequestPayer: 'requester' } : {};

  async function get(more: Omit<GetObjectCommandInput, 'Bucket'>, abortSignal: AbortSignal) {
    try {
      const answer = await client.send(new GetObjectCommand({ Bucket, ...payer, ...more }), { abortSignal });
      return { ...answer, bytes: answer.Body as AsyncIterable<Uint8Array> };
    } catch (error) {
      throw unreadableObject(error, 's3:GetObject');
    }
  }

  async function* read({ key: Key, etag }: ListedObject, from: number, signal: AbortSignal) {
    const more = {
      ...(etag !== undefined && { IfMatch: etag }),
      ...(from > 0 && { Range: `bytes=${from}-` }),
    };
    const { bytes, ContentRange = '' } = await get({ Key, ...more }, signal);
    if (from > 0 && !ContentRange.startsWith(`bytes ${from}-`))
      throw new UnreadableObjectError('broke off, and cannot be gone on with', 'time');
    yield* bytes;
  }

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
    read,
    readWhole: async (key, signal) => {
      const { bytes, ContentLength: size, ETag: etag } = await get({ Key: key }, signal);
      if (size === undefined) throw new UnreadableObjectError('comes without its length', 'nothing');
      const pieces: Uint8Array[] = [];
      // What the first answer does not bring is asked for as of an object that was listed.
      const answers = [bytes];
      const store = { read: (...asked: Parameters<typeof read>) => answers.pop() ?? read(...asked) };
      await readObject(store, { key, size, etag }, (piece) => void pieces.push(piece), signal);
      return Buffer.concat(pieces);
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
