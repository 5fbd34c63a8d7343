import { gunzipSync, gzipSync } from 'node:zlib';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { auditOnAws } from '../../cli/audit-on-aws.ts';
import type { ArchiveRunEnd } from '../../shared/audit/archive-run.ts';
import { type ArchiveStack, startArchiveStack } from '../support/aws-stack/archive-machine.ts';
import { clientOptions, sdkEnvironment } from '../support/aws-stack/clients.ts';
import { violationsIn } from '../support/aws-stack/published.ts';
import { audit, expiredRecord, record, rootRecord, session } from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { testTerminal } from '../support/cli/test-terminal.ts';

const Bucket = 'trail';
const account = '123456789012';
const trail = `s3://${Bucket}/AWSLogs/`;
const day = (date: string, region = 'eu-central-1') => `AWSLogs/${account}/CloudTrail/${region}/${date}`;
let archive: ArchiveStack;
let s3: S3Client;

beforeAll(async () => {
  archive = await startArchiveStack(Bucket);
  s3 = new S3Client(clientOptions(archive.url));
  await s3.send(new CreateBucketCommand({ Bucket }));
  const NotificationConfiguration = { EventBridgeConfiguration: {} };
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  for (const [key, records] of Object.entries(files))
    await put(key, gzipSync(JSON.stringify({ Records: records })));
  await put(`${day('2026/10/01')}/damaged.json.gz`, gzipSync('{"Records":[').subarray(0, 20));
  const environment = { ...sdkEnvironment, AWS_ENDPOINT_URL: archive.url };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}, 120_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  s3?.destroy();
  await archive?.stop();
});

/** A chain that is renewed too late, over two files; a copy; a call after its session's end; of another day. */
const files: Readonly<Record<string, readonly object[]>> = {
  [`${day('2026/10/01')}/a.json.gz`]: [
    rootRecord('root'),
    session('first', '08:00:00', '09:00:00'),
    record('sound', { requestParameters: { roleSessionName: 'another' } }),
  ],
  [`${day('2026/10/01')}/b.json.gz`]: [session('late', '09:10:00', '10:10:00'), rootRecord('root')],
  [`${day('2026/10/01', 'us-east-1')}/c.json.gz`]: [expiredRecord('expired')],
  [`${day('2026/08/01')}/d.json.gz`]: [rootRecord('earlier', { eventTime: '2026-08-01T08:00:00Z' })],
};

async function put(Key: string, Body: Buffer): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
}

async function reportAt(address: string) {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(address) ?? [];
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const text = gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString();
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const violations = lines.filter(({ ruleId }) => ruleId !== undefined);
  const findings = lines.flatMap(({ finding }) => finding ?? []);
  return { ...lines.at(-1), findings, violations };
}

const steps = () => archive.lambda.asked.map(({ step }) => step);

describe('an audit of a trail', { timeout: 120_000 }, () => {
  it('is one and the same by the state machine, by `audit s3://`, by `audit --on-aws` and, file by file, live', async () => {
    const { report: whole } = await audit([trail]);
    expect(whole.violations.map(({ subject }) => subject.eventId)).toEqual(
      expect.arrayContaining(['earlier', 'root']),
    );

    const { status, output, ...failure } = await archive.execute({ trail });
    expect([status, failure]).toEqual(['SUCCEEDED', {}]);
    const { report: address, ...counts } = output as ArchiveRunEnd;
    expect(await reportAt(address)).toEqual(whole);
    expect(counts).toEqual({ violations: whole.violations.length, filesRead: 4, filesSkipped: 1 });
    const times = (step: string) => steps().filter((one) => one === step).length;
    // The last listing finds nothing any more.
    expect([times('list'), times('read batch')]).toEqual([6, 5]);
    expect([times('plan'), times('judge slice'), times('report')]).toEqual([1, 2, 1]);

    const onAws = await audit(['--on-aws', archive.machineArn, trail]);
    expect(onAws.report).toEqual(whole);
    expect(onAws.code).toBe(2);

    const { stack } = archive;
    await stack.mappingOf('AuditArchive').drain();
    await stack.mappingOf('AuditCredentialRequests').drain();
    const live = violationsIn(await stack.published()).map(({ id }) => id);
    expect(live.toSorted()).toEqual(whole.violations.map(({ id }) => id).toSorted());
  });

  it('reads the days that are asked for alone, under the policy that is given', async () => {
    const policy = JSON.stringify({ schemaVersion: '1', rules: { 'no-root-credentials': { mode: 'off' } } });
    const request = { trail, from: '2026-10-01T00:00:00Z', policy };
    const { output } = await archive.execute(request);
    const report = await reportAt((output as ArchiveRunEnd).report);
    expect(report.coverage).toMatchObject({ filesRead: 3, leftOutByDate: { folders: 1 } });
    expect(report.violations.map(({ ruleId }: { ruleId: string }) => ruleId)).not.toContain(
      'no-root-credentials',
    );
    expect(report.violations).not.toEqual([]);
  });

  it('of nothing ends with a report of nothing', async () => {
    const { status, output } = await archive.execute({ trail: `s3://${Bucket}/none/` });
    expect(status).toBe('SUCCEEDED');
    expect(output).toMatchObject({ filesRead: 0, violations: 0 });
  });

  it('that is asked for wrongly fails at once, and says why', async () => {
    const before = steps().length;
    const { status, error, cause } = await archive.execute({ trail, until: '2026-10-01' });
    expect([status, error]).toEqual(['FAILED', 'ArchiveRequestError']);
    expect(cause).toContain('`until` is no member');
    expect(steps().slice(before)).toEqual(['list']);
  });
});

describe('a batch whose reading fails time and again', { timeout: 120_000 }, () => {
  it('is given up after three tries, and its objects are in the report', async () => {
    const { functionOf } = archive.stack;
    let tries = 0;
    archive.lambda.serve((name) => ({
      invoke: async (event) => {
        const { step, batch } = event as { readonly step: string; readonly batch?: string };
        if (step !== 'read batch' || !batch?.startsWith('0000002-')) return functionOf(name).invoke(event);
        tries++;
        return functionOf(name).invoke({ ...(event as object), batch: 'none' });
      },
    }));
    const { status, output } = await archive.execute({ trail, from: '2026-10-01T00:00:00Z' });
    archive.lambda.serve(functionOf);
    expect([status, tries]).toEqual(['SUCCEEDED', 3]);
    const { coverage } = await reportAt((output as ArchiveRunEnd).report);
    expect(coverage.filesRead).toBe(2);
    expect(coverage.filesSkipped).toEqual([
      {
        path: `s3://${Bucket}/${day('2026/10/01')}/b.json.gz`,
        reason: expect.stringMatching(/^was given up, with all 1 of its batch: \w+/),
      },
      expect.objectContaining({ path: `s3://${Bucket}/${day('2026/10/01')}/damaged.json.gz` }),
    ]);
  });
});

describe('`audit --on-aws`', { timeout: 120_000 }, () => {
  it('fetches the report of an execution that was started before', async () => {
    const started = await command(['audit', '--format', 'json', '--on-aws', archive.machineArn, trail]);
    const [, execution = ''] = /started (\S+)/.exec(started.stderr) ?? [];
    const again = await command(['audit', '--format', 'json', '--on-aws', execution, trail]);
    const other = await command(['audit', '--on-aws', execution, 's3://trail/other/']);
    expect([other.code, other.stderr]).toEqual([3, expect.stringContaining(`expected \`${trail}\``)]);
    expect(again.stdout).toBe(started.stdout);
    expect(again.stderr).not.toContain('started');
  });

  it('shows how far reading and judging have come', async () => {
    const terminal = testTerminal({ terminal: true });
    const request = { trail, from: '2026-08-01T00:00:00Z' };
    await auditOnAws({ onAws: archive.machineArn, request, progress: true }, terminal);
    expect(terminal.stderrText()).toMatch(/\d\/2 slices of time, judging/);
  });

  it('shows no report that holds more than can be held here, and says where it is', async () => {
    const { functionOf } = archive.stack;
    archive.lambda.serve((name) => ({
      invoke: async (event) => {
        const answer = await functionOf(name).invoke(event);
        const isReport = (event as { readonly step: string }).step === 'report';
        return isReport ? { ...(answer as object), violations: 500_001 } : answer;
      },
    }));
    const { code, stderr } = await command(['audit', '--on-aws', archive.machineArn, trail]);
    archive.lambda.serve(functionOf);
    expect(code).toBe(2);
    expect(stderr).toMatch(/holds 500001 violations.*`aws s3 cp s3:\/\/\S+\/report\.jsonl\.gz - \| gunzip`/);
  });

  it('says why an execution failed', async () => {
    const { code, stderr } = await command(['audit', '--on-aws', archive.machineArn, 's3://other/AWSLogs/']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/ended with FAILED \(ArchiveRequestError: expected `trail` in the bucket/);
  });

  it('says where there is no such state machine', async () => {
    const { code, stderr } = await command(['audit', '--on-aws', `${archive.machineArn}x`, trail]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/AWS Step Functions refuses states:StartExecution: StateMachineDoesNotExist/);
  });
});
