import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it, vi } from 'vitest';
import { type AskedOf, refuse } from '../../tools/s3-stand-in.ts';
import { audit, eventIdsOf, record, rootRecord } from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { objectBucket } from '../support/cli/object-bucket.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const day = 'AWSLogs/123456789012/CloudTrail/eu-central-1/2026/10/01';
const at = (minute: number) => ({ eventTime: `2026-10-01T08:${String(minute % 60).padStart(2, '0')}:00Z` });
const log = (index: number) => ({
  Records: [rootRecord(`root-${index}`, at(index)), record(`call-${index}`, at(index))],
});
const keyOf = (index: number) => `${day}/${1000 + index}.json.gz`;
/** Folders that other tests may have, too. */
const copies = () => readdirSync(tmpdir()).filter((name) => name.startsWith('sts-warden-objects-'));

describe('audit s3://', () => {
  it.each([
    ['few', 3],
    ['many, in threads', 330],
  ])(
    'says of objects what it says of files: %s',
    async (_, count) => {
      const bucket = await objectBucket();
      const folder = await temporaryFolder();
      for (let index = 0; index < count; index++) {
        bucket.put(keyOf(index), log(index));
        await folder.write(keyOf(index), log(index));
      }
      bucket.put(`${day}/digest.json.gz`, { digestStartTime: '2026-10-01T08:00:00Z', logFiles: [] });
      await folder.write(`${day}/digest.json.gz`, { digestStartTime: '2026-10-01T08:00:00Z', logFiles: [] });
      const words = ['--threads', '2', '--sessions'];
      const objects = await audit([...words, 's3://bucket/AWSLogs']);
      const files = await audit([...words, folder.at('AWSLogs')]);
      const { paths: _paths, ...report } = objects.report;
      expect(objects.code).toBe(1);
      expect(JSON.stringify(report)).toBe(
        JSON.stringify({ ...files.report, paths: undefined }).replaceAll(folder.path, 's3://bucket'),
      );
    },
    60_000,
  );

  it('reads files and objects together, and each object once', async () => {
    const bucket = await objectBucket();
    const folder = await temporaryFolder();
    for (const index of [0, 1, 2]) bucket.put(keyOf(index), log(index));
    const file = await folder.write('log.json', log(9));
    const { report } = await audit([
      `s3://bucket/${keyOf(0)}`,
      file,
      's3://bucket/AWSLogs',
      's3://bucket/AWSLogs',
    ]);
    expect(report.coverage).toMatchObject({ filesRead: 4, filesSkipped: [], duplicatesRemoved: 0 });
  });

  it('does not ask for other days', async () => {
    const asked: string[] = [];
    const bucket = await objectBucket({
      answer: ({ key, query }) => {
        asked.push(key || (query.get('prefix') ?? ''));
        return false;
      },
    });
    bucket.put(keyOf(1), log(1));
    for (const other of ['2025/10/01', '2026/08/01', '2026/10/09'])
      bucket.put(keyOf(2).replace('2026/10/01', other), log(2));
    const { report } = await audit(['--from', '2026-10-01', '--to', '2026-10-02', 's3://bucket']);
    expect(report.coverage).toMatchObject({ filesRead: 1, leftOutByDate: { files: 0, folders: 3 } });
    expect(asked.filter((key) => key.endsWith('.gz'))).toEqual([keyOf(1)]);
  });

  it('tells of each object that cannot be read why, and reads the others', async () => {
    const faults: Readonly<
      Record<string, (asked: AskedOf, response: Parameters<typeof refuse>[0]) => boolean>
    > = {
      denied: (_, response) => refuse(response, 403, 'AccessDenied', '<Message>Access Denied</Message>'),
      key: (_, response) =>
        refuse(response, 403, 'AccessDenied', '<Message>not authorized to perform: kms:Decrypt</Message>'),
      archived: (_, response) =>
        refuse(response, 403, 'InvalidObjectState', '<StorageClass>GLACIER</StorageClass>'),
      tier: (_, response) =>
        refuse(
          response,
          403,
          'InvalidObjectState',
          '<StorageClass>INTELLIGENT_TIERING</StorageClass><AccessTier>ARCHIVE_ACCESS</AccessTier>',
        ),
      vanished: (_, response) => refuse(response, 404, 'NoSuchKey'),
      broken: ({ request }, response) => {
        if (request.headers.range !== undefined) {
          response.writeHead(206, { 'content-range': 'bytes 12-999/1000', 'content-length': 988 });
          response.flushHeaders();
          return Boolean(response.destroy());
        }
        response.writeHead(200, { 'content-length': 1000 });
        response.end('{"Records":[', () => response.destroy());
        return true;
      },
    };
    const bucket = await objectBucket({
      answer: (asked, response) => faults[asked.key.split('/').at(-1) ?? '']?.(asked, response) ?? false,
    });
    bucket.put(keyOf(1), log(1));
    bucket.put(`${day}/`, Buffer.alloc(0));
    for (const name of Object.keys(faults)) bucket.put(`${day}/${name}`, Buffer.alloc(1000));
    const { code, report } = await audit(['s3://bucket']);
    expect(code).toBe(2);
    expect(eventIdsOf(report)).toEqual(['root-1']);
    expect(report.coverage.filesSkipped.map(({ path, reason }) => [path.split('/').at(-1), reason])).toEqual([
      ['archived', 'is archived (GLACIER): restore it first'],
      ['broken', 'broke off after 12 of 1000 bytes'],
      ['denied', 'permission denied: s3:GetObject'],
      ['key', 'permission denied: kms:Decrypt on the AWS KMS key that it is encrypted with'],
      ['tier', 'is archived (ARCHIVE_ACCESS): restore it first'],
      ['vanished', 'is no longer there'],
    ]);
    expect(report.coverage.withoutRecords).toMatchObject([
      { kind: 'folder of Amazon S3 without content', count: 1 },
    ]);
  }, 60_000);

  it('tells of an object that was changed after it had been listed', async () => {
    const bucket = await objectBucket({
      answer: ({ key }) => {
        if (key === '') setImmediate(() => bucket.put(keyOf(1), log(7), { etag: 'another' }));
        return false;
      },
    });
    bucket.put(keyOf(1), log(1), { etag: 'one' });
    const { report } = await audit(['s3://bucket']);
    expect(report.coverage.filesSkipped).toMatchObject([{ reason: 'was changed meanwhile' }]);
  });

  it('waits where it is asked to slow down, and goes on', async () => {
    let refused = 0;
    const bucket = await objectBucket({
      answer: (_, response) => refused++ % 3 === 0 && refuse(response, 503, 'SlowDown'),
    });
    for (const index of [1, 2, 3, 4]) bucket.put(keyOf(index), log(index));
    const { code, report } = await audit(['s3://bucket']);
    expect({ code, skipped: report.coverage.filesSkipped }).toEqual({ code: 1, skipped: [] });
    expect(eventIdsOf(report)).toHaveLength(4);
    expect(refused).toBeGreaterThan(5);
  }, 60_000);

  it('goes on where an answer broke off', async () => {
    let breaks = 0;
    const whole = Buffer.from(JSON.stringify(log(1)));
    const bucket = await objectBucket({
      answer: ({ key, request }, response) => {
        if (key === '' || request.headers.range !== undefined) return false;
        breaks++;
        response.writeHead(200, { 'content-length': whole.length });
        response.write(whole.subarray(0, 100), () => response.destroy());
        return true;
      },
    });
    bucket.put(keyOf(1), whole);
    expect(eventIdsOf((await audit(['s3://bucket'])).report)).toEqual(['root-1']);
    expect(breaks).toBe(1);
  });

  it('follows a bucket to its Region', async () => {
    const bucket = await objectBucket({
      answer: ({ request }, response) => {
        if (request.headers.authorization?.includes('/us-west-2/')) return false;
        response.setHeader('x-amz-bucket-region', 'us-west-2');
        return refuse(response, 301, 'PermanentRedirect');
      },
    });
    bucket.put(keyOf(1), log(1));
    expect(eventIdsOf((await audit(['s3://bucket'])).report)).toEqual(['root-1']);
  });

  it.each([
    [[], undefined],
    [['--request-payer'], 'requester'],
  ] as const)('pays where it is told to: %j', async (words, payer) => {
    const payers = new Set<unknown>();
    const bucket = await objectBucket({
      answer: ({ request }) => {
        payers.add(request.headers['x-amz-request-payer']);
        return false;
      },
    });
    bucket.put(keyOf(1), log(1));
    await audit([...words, 's3://bucket']);
    expect([...payers]).toEqual([payer]);
  });

  it('reads large objects from disk, and leaves nothing there', async () => {
    const bucket = await objectBucket();
    const line = JSON.stringify(record('same'));
    const before = copies();
    bucket.put('large', Buffer.from(`${line}\n`.repeat(Math.ceil((9 * 1024 * 1024) / line.length))));
    bucket.put('small', log(1));
    const { report } = await audit(['s3://bucket']);
    expect(report.coverage).toMatchObject({ filesRead: 2, filesSkipped: [] });
    expect(report.coverage.recordsRead).toBeGreaterThan(5000);
    expect(copies()).toEqual(before);
  }, 30_000);

  it('ends with what is known where it is interrupted', async () => {
    let interrupt = () => {};
    const bucket = await objectBucket({
      answer: ({ key }) => {
        if (key !== keyOf(3)) return false;
        interrupt();
        return true;
      },
    });
    for (const index of [1, 2, 3]) bucket.put(keyOf(index), log(index));
    const { code, report } = await audit(['s3://bucket'], {
      onInterrupt: (callback) => {
        interrupt = callback;
      },
    });
    expect(code).toBe(130);
    expect(report.coverage).toMatchObject({ interrupted: true, filesSkipped: [] });
  });

  it.each([
    ['a bucket that is not there', 'NoSuchBucket', 404, 'there is no such bucket'],
    ['a bucket that may not be listed', 'AccessDenied', 403, 'permission denied: s3:ListBucket'],
  ])('tells of %s', async (_, code, status, reason) => {
    await objectBucket({ answer: (__, response) => refuse(response, status, code) });
    const folder = await temporaryFolder();
    const file = await folder.write('log.json', log(1));
    const { code: exit, report } = await audit(['s3://bucket/prefix', file]);
    expect(exit).toBe(2);
    expect(report.coverage).toMatchObject({
      filesRead: 1,
      filesSkipped: [{ path: 's3://bucket/prefix', reason }],
    });
  });

  it('tells of a prefix without objects', async () => {
    await objectBucket();
    const { code, report } = await audit(['s3://bucket/nothing']);
    expect(code).toBe(2);
    expect(report.coverage.filesSkipped).toEqual([
      { path: 's3://bucket/nothing', reason: 'holds no object' },
    ]);
  });

  it('tells of missing credentials', async () => {
    await objectBucket();
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    const { code, stderr } = await command(['audit', 's3://bucket']);
    expect(code).toBe(2);
    expect(stderr).toContain('s3://bucket: no AWS credentials: looked for them in the environment');
  });

  it.each(['s3://', 's3://B', 's3:///key', 's3://bucket name/key'])(
    'refuses the address `%s`',
    async (path) => {
      const { code, stderr } = await command(['audit', path]);
      expect({ code, stderr }).toEqual({
        code: 3,
        stderr: `sts-warden: \`${path}\`: expected s3://bucket/prefix, with the name of a bucket\n`,
      });
    },
  );
});
