import { gunzipSync } from 'node:zlib';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleRun, exampleTrail } from '../../shared/examples/archive-cases.ts';
import { invokeFunction } from '../../tools/sam/invoke-function.ts';
import { type LocalAws, startLocalAws } from '../../tools/sam/local-aws.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.stop());

async function invoked(event: string): Promise<unknown> {
  const eventFile = `events/audit-archive.${event}.json`;
  const { outcome, log: said } = await invokeFunction({
    name: 'AuditArchive',
    eventFile,
    variables: aws.variables,
  });
  if (outcome.kind !== 'answered') throw new Error(`${JSON.stringify(outcome)}\n${said}`);
  return outcome.response;
}

it('a log file that came has its records handed over', async () => {
  expect(await invoked('log-file')).toEqual({ batchItemFailures: [] });
  const { handedOver, deadLetters } = await aws.take();
  expect(deadLetters).toEqual([]);
  expect(
    handedOver.map(({ detail }) => (detail as { userIdentity: { type: string } }).userIdentity.type),
  ).toEqual(['IAMUser', 'Root']);
});

// One after the other: each goes on with what those before it left.
describe('the steps over the log files that are there', () => {
  it.each([
    ['list', { batches: 1, isDone: true, after: exampleTrail.key, atOnce: 100 }],
    ['read-batch', { batch: '0000001', filesRead: 1, records: 2 }],
    ['plan', { slices: [0] }],
    ['judge-slice', { slice: 0 }],
    ['report', { violations: 1, filesRead: 1, filesSkipped: 0 }],
    ['give-up-batch', { batch: '0000001', filesSkipped: 1 }],
  ])('%s', async (step, answer) => expect(await invoked(step)).toMatchObject(answer));

  it('leave a report', async () => {
    const Key = `runs/${exampleRun}/report.json.gz`;
    const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: aws.variables.ARCHIVE_BUCKET, Key }));
    const report = JSON.parse(
      gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString(),
    );
    expect(report.violations).toMatchObject([
      { ruleId: 'no-root-credentials', subject: { requesterType: 'Root' } },
    ]);
  });
});
