import { readdir, readFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { auditParts } from '../../cli/read-parts.ts';
import { PartWriter } from '../../shared/audit/part-writer.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { refuse } from '../../tools/s3-stand-in.ts';
import { audit, expiredRecord, record, rootRecord, session } from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { objectBucket } from '../support/cli/object-bucket.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/cli/temporary-folder.ts';
import { testTerminal } from '../support/cli/test-terminal.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';

/** Three days of a trail, one with a file that is cut off; one event is in two of them, and the first decides. */
async function trailIn(folder: TemporaryFolder): Promise<string> {
  const day = (name: string, ...Records: readonly unknown[]) =>
    folder.write(`trail/${name}/log.json.gz`, gzipSync(JSON.stringify({ Records })));
  await day('01', session('a', '08:00:00', '09:00:00'), rootRecord('root'), record('twice'));
  await day('02', rootRecord('twice'), expiredRecord('late'), session('b', '09:30:00', '10:30:00'));
  await day('03', rootRecord('root-2'), { ...record('bad'), eventTime: 'never' });
  await folder.write('trail/03/broken.json.gz', gzipSync('{"Records":[]}').subarray(0, 20));
  return folder.at('trail');
}

const part = (output: string, ...words: readonly string[]) =>
  command(['part', '--output', output, '--threads', '1', ...words]);

describe('sts-warden part', () => {
  it('reads what `audit --parts` makes the report of the whole of', async () => {
    const folder = await temporaryFolder();
    const trail = await trailIn(folder);
    await folder.write('parts/x.gz', '');
    const made = [
      await part(folder.at('parts/x.gz'), '--observed', `${trail}/02`),
      await part(folder.at('parts/y.gz'), '--observed', `${trail}/03`, `${trail}/01`),
    ];
    expect(made.map(({ code }) => code)).toEqual([0, 2]);
    expect(made[1]?.stderr).toMatch(/1 file skipped, first .*broken.json.gz: is truncated/);
    const options = ['--sessions', '--observed'];
    const { code, report: joined } = await audit(['--parts', ...options, folder.at('parts')]);
    const whole = await audit([...options, trail]);
    expect(joined.violations.length).toBeGreaterThan(1);
    expect(code).toBe(whole.code);
    expect(JSON.stringify({ ...joined, paths: [] })).toBe(JSON.stringify({ ...whole.report, paths: [] }));
  });

  it('joins parts into one, which stands for them', async () => {
    const folder = await temporaryFolder();
    const trail = await trailIn(folder);
    await folder.write('parts/x.gz', '');
    await part(folder.at('parts/x.gz'), `${trail}/02`);
    await part(folder.at('parts/y.gz'), `${trail}/01`, `${trail}/03`);
    expect((await part(folder.at('one.gz'), '--parts', folder.at('parts'))).code).toBe(2);
    const { report: joined } = await audit(['--parts', folder.at('one.gz')]);
    const { report: whole } = await audit([trail]);
    expect(JSON.stringify({ ...joined, paths: [] })).toBe(JSON.stringify({ ...whole, paths: [] }));
  });

  it('reads objects of Amazon S3 as it reads files', async () => {
    const folder = await temporaryFolder();
    const bucket = await objectBucket({
      answer: ({ request }, response) =>
        request.headers['x-amz-request-payer'] !== 'requester' && refuse(response, 403, 'AccessDenied'),
    });
    bucket.put('AWSLogs/1.json.gz', { Records: [rootRecord('root'), session('a', '08:00:00', '09:00:00')] });
    await part(folder.at('x.gz'), '--request-payer', 's3://bucket/AWSLogs');
    const { report: joined } = await audit(['--parts', folder.at('x.gz')]);
    const { report: whole } = await audit(['--request-payer', 's3://bucket/AWSLogs']);
    expect(joined.violations.length).toBeGreaterThan(0);
    expect(JSON.stringify({ ...joined, paths: [] })).toBe(JSON.stringify({ ...whole, paths: [] }));
  });

  it('holds no session token', async () => {
    const folder = await temporaryFolder();
    const tokened = session('c', '08:00:00', '09:00:00', {
      responseElements: { credentials: { sessionToken: 'IQoJsecret' } },
    });
    const log = await folder.write('log.json', { Records: [tokened] });
    await part(folder.at('out.gz'), log);
    const text = gunzipSync(await readFile(folder.at('out.gz'))).toString();
    expect(text).toContain('"c"');
    expect(text).not.toContain('IQoJsecret');
  });

  it('leaves nothing behind where the part cannot be written, and writes over no input', async () => {
    const folder = await temporaryFolder();
    const trail = await trailIn(folder);
    const nowhere = await part(folder.at('no/x.gz'), trail);
    expect(nowhere).toMatchObject({ code: 3, stderr: expect.stringContaining('ENOENT') });
    const over = await part(`${trail}/01/log.json.gz`, trail);
    expect(over).toMatchObject({ code: 3, stderr: expect.stringContaining('would overwrite the input') });
    expect(await readdir(folder.path)).toEqual(['trail']);
  });
});

describe('sts-warden audit --parts', () => {
  it('is the audit of the whole, by slices of time, and shows how far these have come', async () => {
    const folder = await temporaryFolder();
    const trail = await trailIn(folder);
    await folder.write('trail/04/log.json', {
      Records: [rootRecord('later', { eventTime: '2026-10-20T08:00:00Z' })],
    });
    await folder.write('parts/x.gz', '');
    await part(folder.at('parts/x.gz'), `${trail}/02`, `${trail}/04`);
    await part(folder.at('parts/y.gz'), `${trail}/01`, `${trail}/03`);
    const terminal = testTerminal({ terminal: true });
    const audited = { book: bookOf(), facts: noFacts, selection: {}, mostRecords: 1 };
    const sliced = await auditParts([folder.at('parts')], audited, { progress: true }, terminal);
    expect(terminal.stderrText()).toMatch(/slice 2 of 2/);
    const { report: joined } = await audit(['--parts', folder.at('parts')]);
    const { report: whole } = await audit([trail]);
    expect(whole.violations.length).toBeGreaterThan(2);
    expect(JSON.stringify({ ...joined, paths: [] })).toBe(JSON.stringify({ ...whole, paths: [] }));
    expect(JSON.stringify({ ...sliced, paths: [] })).toBe(JSON.stringify({ ...whole, paths: [] }));
  });

  it.each([
    ['what is no part', 'trail/01', 2, /log.json.gz` is no part of an audit/],
    ['what is not there', 'no', 3, /cannot read the parts at/],
  ])('refuses %s', async (_, path, code, message) => {
    const folder = await temporaryFolder();
    await trailIn(folder);
    const refused = await command(['audit', '--parts', folder.at(path)]);
    expect(refused).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) });
  });

  it('refuses standard input, which can be read only once', async () => {
    const refused = await command(['audit', '--parts', '-']);
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('standard input only once') });
  });

  it('refuses a part without own calls where these are to decide', async () => {
    const folder = await temporaryFolder();
    await part(folder.at('x.gz'), await trailIn(folder));
    const refused = await command(['audit', '--parts', '--observed', folder.at('x.gz')]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('made without --observed') });
  });

  it('says by its exit code that the reading of a part was interrupted', async () => {
    const folder = await temporaryFolder();
    const pieces: Uint8Array[] = [];
    const writer = new PartWriter({ reading: {}, write: (bytes) => pieces.push(bytes) });
    const files = { filesRead: 1, filesSkipped: [], filesIgnored: 0, withoutRecords: [] };
    writer.read('log.json', { content: record('a'), place: 'record 1' });
    writer.end({ ...files, interrupted: true });
    const file = await folder.write('x.gz', Buffer.concat(pieces));
    const { code, stderr, report } = await audit(['--parts', file]);
    expect(code).toBe(2);
    expect(stderr).toContain('the reading of a part was interrupted');
    expect(report.coverage.interrupted).toBe(true);
  });
});
