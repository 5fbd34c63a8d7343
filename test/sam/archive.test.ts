import { gunzipSync } from 'node:zlib';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleRun } from '../../shared/examples/archive-cases.ts';
import { invokeFunction } from '../../tools/sam/invoke-function.ts';
import { type LocalAws, startLocalAws } from '../../tools/sam/local-aws.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.stop());

async function invoked(name: 'AuditArchive' | 'JudgeArchive', event: string): Promise<unknown> {
  const eventFile = `events/${event}.json`;
  const { outcome, log: said } = await invokeFunction({ name, eventFile, variables: aws.variables });
  if (outcome.kind !== 'answered') throw new Error(`${JSON.stringify(outcome)}\n${said}`);
  return outcome.response;
}

it('a log file that came has its records handed over', async () => {
  expect(await invoked('AuditArchive', 'audit-archive.log-file')).toEqual({ batchItemFailures: [] });
  const { handedOver, deadLetters } = await aws.take();
  expect(deadLetters).toEqual([]);
  expect(
    handedOver.map(({ detail }) => (detail as { userIdentity: { type: string } }).userIdentity.type),
  ).toEqual(['IAMUser', 'Root']);
});

// One after the other: each goes on with what those before it left.
describe('the steps over the log files that are there', () => {
  it.each([
    ['AuditArchive', 'audit-archive.list', { batches: 1, isDone: true, atOnce: 100 }],
    ['AuditArchive', 'audit-archive.read-batch', { filesRead: 1, filesSkipped: 0, records: 2 }],
    ['JudgeArchive', 'judge-archive.plan', { slices: 1 }],
    ['JudgeArchive', 'judge-archive.judge-slice', { slice: 0, violations: 1 }],
    ['JudgeArchive', 'judge-archive.report', { violations: 1, filesRead: 1, filesSkipped: 0 }],
    ['AuditArchive', 'audit-archive.give-up-batch', { filesSkipped: 1 }],
  ] as const)('%s: %s', async (name, event, answer) =>
    expect(await invoked(name, event)).toMatchObject(answer),
  );

  it('leave a report', async () => {
    const Key = `runs/${exampleRun}/report.jsonl.gz`;
    const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: aws.variables.ARCHIVE_BUCKET, Key }));
    const lines = gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array())
      .toString()
      .split('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      ruleId: 'no-root-credentials',
      subject: { requesterType: 'Root' },
    });
  });
});
