import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { LeavingOut } from '../../archive/left-out.ts';
import { objectPath } from '../../archive/object-address.ts';
import { listObjects } from './list-objects.ts';
import type { ListedObject } from './object-store.ts';
import { s3Store } from './s3-store.ts';

interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** What an audit on AWS keeps of its work, in a folder of a bucket. Rejects with what the SDK throws. */
export interface RunFolder {
  /** Puts a file there, in the place of one that is there. */
  readonly put: (name: string, body: Uint8Array | string) => Promise<void>;
  /** A file, or of its bytes those from one up to another, which is not among them. */
  readonly get: (name: string, range?: ByteRange) => Promise<Buffer>;
  /** The last bytes of a file: as many, or all. */
  readonly getEnd: (name: string, bytes: number) => Promise<Buffer>;
  /** The names of the files that begin with a text, in their order. */
  readonly names: (beginning: string) => Promise<string[]>;
  /** `s3://…` of a file. */
  readonly addressOf: (name: string) => string;
}

export interface RunFolderOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** The name of the execution. */
  readonly run: string;
}

/** The folder of a run. */
export function runFolder({ client, bucket: Bucket, run }: RunFolderOptions): RunFolder {
  const keyOf = (name: string) => `runs/${run}/${name}`;
  async function get(name: string, range?: string): Promise<Buffer> {
    const command = new GetObjectCommand({ Bucket, Key: keyOf(name), ...(range && { Range: range }) });
    const { Body } = await client.send(command);
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }
  return {
    put: async (name, Body) => {
      await client.send(new PutObjectCommand({ Bucket, Key: keyOf(name), Body }));
    },
    get: (name, range) => get(name, range && `bytes=${range.from}-${range.to - 1}`),
    getEnd: (name, bytes) => get(name, `bytes=-${bytes}`),
    names: async (beginning) => {
      const prefix = keyOf(beginning);
      const { signal } = new AbortController();
      const listed: ListedObject[] = [];
      const store = s3Store(client, { bucket: Bucket });
      for await (const object of listObjects(store, { prefix, leftOut: new LeavingOut(), signal }))
        listed.push(object);
      return listed.map(({ key }) => key.slice(keyOf('').length));
    },
    addressOf: (name) => objectPath(Bucket, keyOf(name)),
  };
}
