import { describe, expect, it } from 'vitest';
import { defaultMaxFileSize } from '../../../shared/archive/read-file.ts';
import type { Cure } from '../../../shared/archive/unreadable-file.ts';
import { readObjects } from '../../../shared/aws/objects/read-objects.ts';
import { s3Client, s3Store } from '../../../shared/aws/objects/s3-store.ts';
import { refuse, type ServingOptions } from '../../../tools/s3-stand-in.ts';
import { record } from '../../support/cli/audit-command.ts';
import { objectBucket } from '../../support/cli/object-bucket.ts';

/** Reads every object of a bucket by the client of the SDK. Returns what is told of each. */
async function readAll(keys: readonly string[], awaited: readonly Cure[], options: ServingOptions) {
  const bucket = await objectBucket(options);
  for (const key of keys) bucket.put(key, { Records: [record(key)] });
  const objects = keys.map((key) => {
    const { content } = bucket.objects.get(key) ?? {};
    return { key, size: Buffer.isBuffer(content) ? content.length : 0, etag: undefined };
  });
  const credentials = async () => ({ accessKeyId: 'AKIAEXAMPLEEXAMPLE01', secretAccessKey: 'example' });
  const client = s3Client({ region: 'eu-central-1', credentials });
  const told: (readonly [string, string | number])[] = [];
  const reading = readObjects(objects, {
    bucket: 'bucket',
    store: s3Store(client, { bucket: 'bucket' }),
    mostBytes: defaultMaxFileSize,
    awaited,
    take: ({ path, fault }, { batch }) => void told.push([path, fault?.reason ?? batch.count]),
    signal: new AbortController().signal,
  });
  const error = await reading.then(
    () => undefined,
    ({ name, message }: Error) => `${name}: ${message}`,
  );
  client.destroy();
  return { told, error };
}

describe('readObjects', () => {
  const refusing = (code: string, status: number): ServingOptions => ({
    answer: ({ key }, response) => key === 'b' && refuse(response, status, code),
  });
  const expired = refusing('ExpiredToken', 400);
  const expiredReason = 'the AWS credentials have expired';
  const denied = refusing('AccessDenied', 403);
  const deniedReason = 'permission denied: s3:GetObject';

  it.each<[string, readonly Cure[], ServingOptions, string]>([
    ['what passes', ['time'], expired, expiredReason],
    ['what somebody may mend', ['time', 'somebody'], denied, deniedReason],
  ])('fails at %s where that is waited for', async (_, awaited, options, reason) => {
    const { told, error } = await readAll(['a', 'b', 'c'], awaited, options);
    expect(error).toBe(`ObjectsUnavailableError: s3://bucket/b: ${reason}`);
    expect(told).toEqual([['s3://bucket/a', 1]]);
  });

  it.each<[string, readonly Cure[], ServingOptions, string]>([
    ['what passes', [], expired, expiredReason],
    ['what somebody may mend', ['time'], denied, deniedReason],
  ])('tells of %s where that is not waited for, and reads on', async (_, awaited, options, reason) => {
    const { told, error } = await readAll(['a', 'b', 'c'], awaited, options);
    expect(error).toBeUndefined();
    expect(told).toEqual([
      ['s3://bucket/a', 1],
      ['s3://bucket/b', reason],
      ['s3://bucket/c', 1],
    ]);
  });

  it('asks again where AWS KMS throttles, as where Amazon S3 does', async () => {
    let refused = 0;
    const { told, error } = await readAll(['a'], ['time'], {
      answer: (_, response) => refused++ < 2 && refuse(response, 400, 'KMS.ThrottlingException'),
    });
    expect(error).toBeUndefined();
    expect(told).toEqual([['s3://bucket/a', 1]]);
    expect(refused).toBe(3);
  }, 60_000);

  it('fetches 16 objects at once: so many functions may do so', async () => {
    let now = 0;
    let most = 0;
    const keys = Array.from({ length: 100 }, (_, index) => `key-${index}`);
    const { told } = await readAll(keys, [], {
      answer: (_, response) => {
        most = Math.max(most, ++now);
        setTimeout(() => {
          now--;
          refuse(response, 404, 'NoSuchKey');
        }, 20);
        return true;
      },
    });
    expect(told).toHaveLength(100);
    expect(most).toBe(16);
  });
});
