import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readMachineArn } from '../../cli/archive-execution.ts';
import { refuse, type ServingOptions } from '../../tools/s3-stand-in.ts';
import { rootRecord } from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { objectBucket } from '../support/cli/object-bucket.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const machine = 'arn:aws:states:eu-central-1:123456789012:stateMachine:ArchiveMachine-x1';
const trail = 's3://org-trail/AWSLogs/';
const asked = (...words: string[]) => command(['audit', '--on-aws', ...words]);

describe('the ARN that --on-aws takes', () => {
  it.each([
    [machine, { region: 'eu-central-1', isExecution: false }],
    [
      'arn:aws-us-gov:states:us-gov-west-1:123456789012:stateMachine:m',
      { region: 'us-gov-west-1', isExecution: false },
    ],
    [
      'arn:aws:states:eu-central-1:123456789012:execution:m:audit-1',
      { region: 'eu-central-1', isExecution: true },
    ],
  ])('is that of a state machine or an execution: %s', (arn, named) => {
    expect(readMachineArn(arn)).toEqual({ arn, ...named });
  });

  it.each(['sts-warden', 'arn:aws:lambda:eu-central-1:123456789012:function:m', `${machine} `, ''])(
    'is nothing else: `%s`',
    (arn) => expect(readMachineArn(arn)).toBeUndefined(),
  );
});

describe('what --on-aws cannot do is refused before AWS is asked', () => {
  it.each([
    [
      ['stack', trail],
      'expected the ARN of a state machine, which is an output of the stack (ArchiveMachineArn), or of its execution',
    ],
    [[machine, 'trail/'], 'expected one s3://bucket/prefix beside --on-aws'],
    [[machine, trail, 's3://other/'], 'expected one s3://bucket/prefix beside --on-aws'],
    [[machine, '--observed', trail], 'expected no --observed beside --on-aws'],
    [[machine, '--sessions', trail], 'expected no --sessions beside --on-aws'],
    [[machine, '--iam', 'iam.json', trail], 'expected no --iam beside --on-aws'],
    [[machine, '--runs', 'runs.json', trail], 'expected no --runs beside --on-aws'],
    [[machine, '--parts', trail], 'expected no --parts beside --on-aws'],
    [[machine, '--resume', 'state', trail], 'expected no --resume beside --on-aws'],
    [[machine, '--from', '2026-10-02', '--to', '2026-10-01', trail], 'expected `from` to be before `to`'],
  ])('%j', async (words, message) => {
    const { code, stderr } = await asked(...words);
    expect(stderr).toContain(message);
    expect(code).toBe(3);
  });

  it('a policy that is broken', async () => {
    const folder = await temporaryFolder();
    await folder.write('policy.yaml', 'schemaVersion: "1"\nrules: {unknown: {mode: off}}\n');
    const { code, stderr } = await asked(machine, '--policy', folder.at('policy.yaml'), trail);
    expect(stderr).toContain('unknown');
    expect(code).toBe(3);
  });
});

/** Step Functions, which knows one execution: it succeeded. Until the test is over. */
async function servedExecution(output: object): Promise<void> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ status: 'SUCCEEDED', output: JSON.stringify(output) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  vi.stubEnv('AWS_ENDPOINT_URL_SFN', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

it('what cannot be asked any more is said with how to go on: the audit itself does', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL_SFN', 'http://127.0.0.1:1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLEEXAMPLE01');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  const execution = 'arn:aws:states:eu-central-1:123456789012:execution:m:audit-1';
  const { code, stderr } = await asked(execution, trail);
  expect(stderr).toMatch(
    /refuses states:DescribeExecution: .*`--on-aws \S+:execution:m:audit-1` fetches its report/,
  );
  expect(code).toBe(2);
});

describe('the report that --on-aws fetches', () => {
  const key = 'runs/audit-1/report.gz';
  const address = `s3://archive/${key}`;
  const words = ['audit', '--format', 'jsonl'];

  /** A report, and what the command says that fetches it. */
  async function fetched(options: (gzip: Buffer) => ServingOptions) {
    const folder = await temporaryFolder();
    const file = await folder.write('log.json', { Records: [rootRecord('root')] });
    const report = (await command([...words, file])).stdout.replaceAll(file, trail);
    const gzip = gzipSync(report);
    const bucket = await objectBucket(options(gzip));
    bucket.put(key, gzip);
    await servedExecution({ report: address, violations: 1, filesRead: 1, filesSkipped: 0 });
    const execution = 'arn:aws:states:eu-central-1:123456789012:execution:m:audit-1';
    return { report, ...(await command([...words, '--on-aws', execution, trail])) };
  }

  /** Some bytes of an answer that has more. */
  const broken = (gzip: Buffer, length: number): ServingOptions => ({
    answer: ({ request }, response) => {
      if (request.headers.range !== undefined) return false;
      response.writeHead(200, { 'content-length': gzip.length, etag: `"${gzip.length}"` });
      response.write(gzip.subarray(0, length), () => response.destroy());
      return true;
    },
  });

  it('is whole where its answer broke off', async () => {
    const asked: (string | undefined)[] = [];
    const { code, stdout, report, stderr } = await fetched((gzip) => {
      const { answer } = broken(gzip, 100);
      return {
        answer: (one, response) => {
          asked.push(one.request.headers.range);
          return answer?.(one, response) ?? false;
        },
      };
    });
    expect({ code, stderr }).toMatchObject({ code: 1 });
    expect(stdout).toBe(report);
    expect(asked).toEqual([undefined, 'bytes=100-']);
  });

  it.each<[string, (gzip: Buffer) => ServingOptions, string]>([
    [
      'was changed since its answer broke off',
      (gzip) => ({
        answer: ({ request }, response) =>
          request.headers.range === undefined
            ? (broken(gzip, 100).answer?.({ request } as never, response) ?? false)
            : request.headers['if-match'] === `"${gzip.length}"` &&
              refuse(response, 412, 'PreconditionFailed'),
      }),
      'was changed meanwhile',
    ],
    [
      'may not be read',
      () => ({ answer: (_, response) => refuse(response, 403, 'AccessDenied') }),
      'permission denied: s3:GetObject',
    ],
    [
      'is gone',
      () => ({ answer: (_, response) => refuse(response, 404, 'NoSuchKey') }),
      'is no longer there',
    ],
  ])('is no report where it %s, which is said in words', async (_, options, reason) => {
    const { code, stderr } = await fetched(options);
    expect(stderr).toContain(`${address}: ${reason}`);
    expect(code).toBe(2);
  });
});
