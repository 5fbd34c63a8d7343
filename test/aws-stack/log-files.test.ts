import { gzipSync } from 'node:zlib';
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clientOptions } from '../support/aws-stack/clients.ts';
import type { Deployment } from '../support/aws-stack/deployment.ts';
import { itWith } from '../support/aws-stack/it.ts';
import { violationsIn } from '../support/aws-stack/published.ts';
import { record, rootRecord } from '../support/cli/audit-command.ts';

const Bucket = 'trail';
const it = itWith({ TrailBucketName: Bucket });
const member = '210987654321';
const folder = (account: string) => `AWSLogs/o-a1b2c3d4e5/${account}/CloudTrail/eu-central-1/2026/10/01`;
const ofMember = { recipientAccountId: member };
const file = (...records: object[]) => gzipSync(JSON.stringify({ Records: records }));

/** A trail's bucket that tells EventBridge of its objects. */
async function trailBucket({ endpoint }: Deployment): Promise<(key: string, body: Buffer) => Promise<void>> {
  const s3 = new S3Client(clientOptions(endpoint.url));
  await s3.send(new CreateBucketCommand({ Bucket }));
  const NotificationConfiguration = { EventBridgeConfiguration: {} };
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  return async (Key, Body) => void (await s3.send(new PutObjectCommand({ Bucket, Key, Body })));
}

/** Works until all queues are empty; what failed and was published. */
async function work(stack: Deployment) {
  const files = await stack.mappingOf('AuditArchive').drain();
  const records = await stack.mappingOf('AuditCredentialRequests').drain();
  const published = violationsIn(await stack.published());
  return { failed: [...files, ...records].flatMap(({ failed }) => failed), published };
}

it('a log file that comes into the bucket is judged as its records would be, twice with the same ids', async ({
  stack,
}) => {
  const put = await trailBucket(stack);
  const root = rootRecord('root', ofMember);
  const log = file(root, record('sound', ofMember));
  await put(`${folder(member)}/a.json.gz`, log);
  const first = await work(stack);
  expect(first.failed).toEqual([]);
  expect(first.published.map(({ ruleId, subject }) => [ruleId, subject.eventId])).toEqual([
    ['no-root-credentials', 'root'],
  ]);
  await put(`${folder(member)}/again.json.gz`, log);
  expect((await work(stack)).published.map(({ id }) => id)).toEqual(first.published.map(({ id }) => id));
});

it('a log file with a record that no message can hold is set aside, when its others have been handed over', async ({
  stack,
}) => {
  const put = await trailBucket(stack);
  const withAgent = (id: string, userAgent: string) => rootRecord(id, { ...ofMember, userAgent });
  const log = file(
    withAgent('odd', '\uffff'),
    withAgent('long', 'x'.repeat(1_048_576)),
    withAgent('nearly', 'x'.repeat(1_040_000)),
    withAgent('plain', 'x'),
  );
  await put(`${folder(member)}/a.json.gz`, log);
  const { failed, published } = await work(stack);
  expect(failed).toEqual([]);
  expect(published.map(({ subject }) => subject.eventId).sort()).toEqual(['nearly', 'odd', 'plain']);
  const [message, ...others] = await stack.take('ArchiveDeadLetterQueueUrl');
  expect(message?.MessageAttributes?.Reason?.StringValue).toBe(
    '1 fault, first record 2: is longer than a message of Amazon SQS may be',
  );
  expect(others).toEqual([]);
});
