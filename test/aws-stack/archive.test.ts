import { gzipSync } from 'node:zlib';
import {
  CreateBucketCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  RestoreObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clientOptions, sdkEnvironment } from '../support/aws-stack/clients.ts';
import { type MotoServer, startMoto } from '../support/aws-stack/moto-server.ts';
import { audit, eventIdsOf, rootRecord } from '../support/cli/audit-command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const region = 'AWSLogs/123456789012/CloudTrail/eu-central-1';
const log = (index: number) => gzipSync(JSON.stringify({ Records: [rootRecord(`root-${index}`)] }));
let moto: MotoServer;
let s3: S3Client;
let buckets = 0;

beforeAll(async () => {
  moto = await startMoto();
  s3 = new S3Client({ ...clientOptions(moto.url), forcePathStyle: true });
  for (const [name, value] of Object.entries({ ...sdkEnvironment, AWS_ENDPOINT_URL_S3: moto.url }))
    vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  s3.destroy();
  await moto.stop();
});

/** A bucket of its own, with objects by their keys. */
async function bucketWith(
  objects: Readonly<Record<string, Buffer>>,
  more: Partial<PutObjectCommandInput> = {},
) {
  const Bucket = `trail-${buckets++}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  for (const [Key, Body] of Object.entries(objects))
    await s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  return Bucket;
}

describe('audit s3:// against moto', () => {
  it('says of objects what it says of files', async () => {
    const folder = await temporaryFolder();
    const names = ['2026/10/01/a b+c.json.gz', '2026/10/01/ü.json.gz', '2026/10/02/z.json.gz'];
    const objects = Object.fromEntries(names.map((name, index) => [`${region}/${name}`, log(index)]));
    for (const [key, content] of Object.entries(objects)) await folder.write(key, content);
    const bucket = await bucketWith({ ...objects, 'AWSLogs/': Buffer.alloc(0) });
    const { code, report } = await audit([`s3://${bucket}/AWSLogs/1`]);
    const files = await audit([folder.at('AWSLogs')]);
    expect(code).toBe(1);
    expect(report.violations).toEqual(files.report.violations);
    expect(report.coverage).toEqual(files.report.coverage);
  });

  it('pages through what is more than 1,000 objects', async () => {
    const Bucket = await bucketWith({});
    const keys = Array.from({ length: 1005 }, (_, index) => `${region}/2026/10/01/${index}.json`);
    for (let at = 0; at < keys.length; at += 40)
      await Promise.all(
        keys
          .slice(at, at + 40)
          .map((Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body: '{"Records":[]}' }))),
      );
    const { report } = await audit([`s3://${Bucket}`]);
    expect(report.coverage).toMatchObject({ filesRead: 1005, filesSkipped: [] });
  });

  it('does not list other days', async () => {
    const days = ['2025/12/31', '2026/09/30', '2026/10/01', '2026/10/02', '2026/10/05'];
    const objects = Object.fromEntries(days.map((day, index) => [`${region}/${day}/a.json.gz`, log(index)]));
    const bucket = await bucketWith(objects);
    const words = ['--from', '2026-10-01T14:00:00Z', '--to', '2026-10-01T15:00:00Z', `s3://${bucket}`];
    const { report } = await audit(words);
    expect(report.coverage).toMatchObject({
      filesRead: 3,
      leftOutByDate: { files: 0, folders: 2, from: '2026-09-30T01:45:00Z', to: '2026-10-01T15:00:00Z' },
    });
  });

  it('tells of objects in Amazon S3 Glacier, and reads those that were restored', async () => {
    const Bucket = await bucketWith({ a: log(1), b: log(2) }, { StorageClass: 'GLACIER' });
    await s3.send(new RestoreObjectCommand({ Bucket, Key: 'b', RestoreRequest: { Days: 1 } }));
    const { report } = await audit([`s3://${Bucket}`]);
    expect(eventIdsOf(report)).toEqual(['root-2']);
    expect(report.coverage.filesSkipped).toEqual([
      { path: `s3://${Bucket}/a`, reason: 'is archived (GLACIER): restore it first' },
    ]);
  });

  it('tells of a bucket that is not there', async () => {
    const { code, report } = await audit(['s3://nowhere-to-be-found']);
    expect(code).toBe(2);
    expect(report.coverage.filesSkipped).toMatchObject([{ reason: 'there is no such bucket' }]);
  });
});
