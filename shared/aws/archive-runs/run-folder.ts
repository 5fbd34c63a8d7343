import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { objectPath } from '../../archive/object-address.ts';
import { stepFault, unreadableObject } from '../objects/s3-faults.ts';

interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * What an audit on AWS keeps of its work, in a folder of a bucket. Rejects with ObjectsUnavailableError where another try is
 * worth it, else with UnreadableFileError.
 */
export interface RunFolder {
  /** Puts a file there, in the place of one that is there. */
  readonly put: (name: string, body: Uint8Array | string) => Promise<void>;
  /** A file, or of its bytes those from one up to another, which is not among them. */
  readonly get: (name: string, range?: ByteRange) => Promise<Buffer>;
  /** The last bytes of a file: as many, or all. */
  readonly getEnd: (name: string, bytes: number) => Promise<Buffer>;
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
  const addressOf = (name: string) => objectPath(Bucket, keyOf(name));

  async function get(name: string, range?: string): Promise<Buffer> {
    const command = new GetObjectCommand({ Bucket, Key: keyOf(name), ...(range && { Range: range }) });
    try {
      const { Body } = await client.send(command);
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    } catch (error) {
      throw stepFault(unreadableObject(error, 's3:GetObject'), addressOf(name));
    }
  }

  return {
    put: async (name, Body) => {
      try {
        await client.send(new PutObjectCommand({ Bucket, Key: keyOf(name), Body }));
      } catch (error) {
        throw stepFault(unreadableObject(error, 's3:PutObject'), addressOf(name));
      }
    },
    get: (name, range) => get(name, range && `bytes=${range.from}-${range.to - 1}`),
    getEnd: (name, bytes) => get(name, `bytes=-${bytes}`),
    addressOf,
  };
}
