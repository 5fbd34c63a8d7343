import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { audit, eventIdsOf, type Json, record, rootRecord } from '../support/cli/audit-command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const one = rootRecord('root-1');
const two = rootRecord('root-2', { eventTime: '2026-10-01T08:00:01Z' });
const log = JSON.stringify({ Records: [one, two] });
const lines = `${JSON.stringify(one)}\n${JSON.stringify(two)}\n`;
const event = (detail: Json) => ({
  version: '0',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.sts',
  detail,
});
const message = (body: unknown) => ({
  messageId: 'm',
  eventSource: 'aws:sqs',
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const lookup = (...records: Json[]) => ({
  Events: records.map((item) => ({ EventName: 'AssumeRole', CloudTrailEvent: JSON.stringify(item) })),
});

describe('audit reads', () => {
  it.each<[string, string, unknown]>([
    ['a log file', 'log.json', log],
    ['a log file, indented', 'log.json', JSON.stringify({ Records: [one, two] }, null, 2)],
    ['a compressed log file', 'log.json.gz', gzipSync(log)],
    ['a compressed log file in several members', 'log.json.gz', inMembers(gzipSync, log)],
    ['a log file compressed with Zstandard', 'log.json.zst', zstdCompressSync(log)],
    ['Zstandard in several frames', 'log.jsonl.zst', inMembers(zstdCompressSync, lines)],
    ['one record a line', 'log.jsonl', lines],
    ['one record a line, compressed', 'log.jsonl.gz', gzipSync(lines)],
    ['one record a line, Zstandard', 'log.jsonl.zst', zstdCompressSync(lines)],
    ['a single line, compressed', 'log.jsonl.gz', gzipSync(JSON.stringify([one, two]))],
    ['one record a line in a file named .json', 'log.json', lines],
    ['one record a line in a file named .json.gz', 'log.json.gz', gzipSync(lines)],
    ['lines that end in CR LF, the last in nothing', 'log.jsonl', lines.replaceAll('\n', '\r\n').trimEnd()],
    ['blank lines between records', 'log.jsonl', `\n\n${lines.replaceAll('\n', '\n \t\n')}`],
    [
      'lists of records a line',
      'log.jsonl',
      `${JSON.stringify([one])}\n{"Records":[${JSON.stringify(two)}]}`,
    ],
    ['an array of records', 'log.json', [one, two]],
    ['an array of arrays', 'log.json', [[one], [two]]],
    ['EventBridge events', 'log.json', [event(one), event(two)]],
    [
      'EventBridge events a line',
      'log.jsonl',
      `${JSON.stringify(event(one))}\n${JSON.stringify(event(two))}`,
    ],
    ['the output of LookupEvents', 'log.json', lookup(one, two)],
    [
      'an SQS event of EventBridge events',
      'log.json',
      { Records: [message(event(one)), message(event(two))] },
    ],
    ['an SQS event of records', 'log.json', { Records: [message(one), message(two)] }],
    ['a file named .gz that is not compressed', 'log.json.gz', log],
    ['a compressed file that is not named so', 'log.json', gzipSync(log)],
    ['a byte order mark', 'log.json', `\ufeff${log}`],
    ['a byte order mark before lines', 'log.jsonl', `\ufeff${lines}`],
    ['a name in capitals', 'LOG.JSON.GZ', gzipSync(log)],
  ])('%s', async (_, name, content) => {
    const folder = await temporaryFolder();
    await folder.write(name, content);
    const { code, report } = await audit([folder.path]);
    expect(eventIdsOf(report)).toEqual(['root-1', 'root-2']);
    expect(report.coverage).toMatchObject({
      filesRead: 1,
      filesSkipped: [],
      recordsRead: 2,
      recordsMalformed: 0,
      credentialRequests: 2,
    });
    expect(code).toBe(1);
  });

  it.each<[string, unknown]>([
    ['a single record', one],
    ['a single EventBridge event', event(one)],
    ['a single SQS message', message(event(one))],
    ['a single item of LookupEvents', lookup(one).Events[0]],
  ])('%s', async (_, content) => {
    const folder = await temporaryFolder();
    const { report } = await audit([await folder.write('one.json', content)]);
    expect(eventIdsOf(report)).toEqual(['root-1']);
    expect(report.coverage.recordsRead).toBe(1);
  });

  it.each<[string, unknown]>([
    ['a log file without records', { Records: [] }],
    ['a LookupEvents output without events', { Events: [] }],
    ['an empty array', []],
    [
      'an Insights record, which is about many calls',
      [
        {
          eventVersion: '1.07',
          eventTime: '2026-10-01T08:00:00Z',
          eventID: 'insight-1',
          eventType: 'AwsCloudTrailInsight',
          eventCategory: 'Insight',
          recipientAccountId: '123456789012',
          insightDetails: { state: 'Start', eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole' },
        },
      ],
    ],
    ['records that no rule concerns', [record('other', { eventSource: 's3.amazonaws.com' })]],
  ])('%s: nothing found', async (_, content) => {
    const folder = await temporaryFolder();
    const { code, report } = await audit([await folder.write('quiet.json', content)]);
    expect(code).toBe(0);
    expect(report.violations).toEqual([]);
    expect(report.coverage).toMatchObject({ filesRead: 1, filesSkipped: [], recordsMalformed: 0 });
  });

  it('a digest file, which is ignored by its kind', async () => {
    const folder = await temporaryFolder();
    const digest = { digestStartTime: '2026-10-01T08:00:00Z', logFiles: [{ hashValue: 'a' }] };
    const path = await folder.write('digest.json.gz', gzipSync(JSON.stringify(digest)));
    const { code, report } = await audit([path]);
    expect(code).toBe(0);
    expect(report.coverage).toMatchObject({ filesRead: 0, filesSkipped: [], filesIgnored: 1 });
    expect(report.coverage.withoutRecords).toMatchObject([{ kind: 'CloudTrail digest', count: 1, path }]);
  });

  it.each<[string, Buffer | string]>([
    ['text', log],
    ['compressed', gzipSync(log)],
    ['lines', lines],
  ])('standard input: %s', async (_, stdin) => {
    const { report } = await audit(['-'], { stdin });
    expect(eventIdsOf(report)).toEqual(['root-1', 'root-2']);
  });

  it('standard input that comes in pieces cut anywhere', async () => {
    const bytes = gzipSync(log);
    const stdin = Readable.from([...bytes].map((byte) => Buffer.of(byte)));
    expect((await audit(['-'], { stdin })).report.coverage.recordsRead).toBe(2);
  });

  it('a file of exactly the largest size, decompressed', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('log.json.gz', gzipSync(log));
    const { report } = await audit(['--max-file-size', String(log.length), path]);
    expect(report.coverage).toMatchObject({ filesRead: 1, recordsRead: 2 });
  });
});

describe('audit skips, says why, and audits the rest', () => {
  const compressed = gzipSync(log);
  const frame = zstdCompressSync(log);
  const secret = 'SECRET-THAT-MUST-NEVER-LEAVE';

  it.each<[string, string, Buffer | string, RegExp]>([
    ['a truncated gzip file', 'bad.json.gz', compressed.subarray(0, -8), /^is truncated/],
    ['a gzip file with something behind it', 'bad.json.gz', Buffer.concat([compressed, frame]), /damaged/],
    [
      'a Zstandard file whose second frame is truncated',
      'bad.jsonl.zst',
      Buffer.concat([zstdCompressSync(lines), zstdCompressSync(lines).subarray(0, -4)]),
      /^is truncated/,
    ],
    [
      'a Zstandard file with something behind it',
      'bad.json.zst',
      Buffer.concat([frame, Buffer.from('more')]),
      /damaged/,
    ],
  ])('%s, in which all records come before the damage', async (_, name, content, reason) => {
    const folder = await temporaryFolder();
    const bad = await folder.write(name, content);
    const { code, report } = await audit([folder.path]);
    expect(report.coverage.filesSkipped).toEqual([{ path: bad, reason: expect.stringMatching(reason) }]);
    expect(eventIdsOf(report)).toEqual(['root-1', 'root-2']);
    expect(code).toBe(2);
  });

  it.each<[string, string, Buffer | string, RegExp]>([
    ['a gzip file of which only the header is there', 'bad.json.gz', compressed.subarray(0, 10), /truncated/],
    ['a gzip file with a flipped bit', 'bad.json.gz', flipped(compressed), /damaged/],
    ['a truncated Zstandard file', 'bad.json.zst', frame.subarray(0, -4), /^is truncated/],
    ['a gzip bomb', 'bad.json.gz', gzipSync(Buffer.alloc(1_000_000)), /line of more than 99999 bytes/],
    [
      'a Zstandard bomb',
      'bad.json.zst',
      zstdCompressSync(Buffer.alloc(1_000_000)),
      /line of more than 99999 bytes/,
    ],
    [
      'a Zstandard bomb of many frames',
      'bad.json.zst',
      Buffer.concat(Array<Buffer>(4).fill(zstdCompressSync(Buffer.alloc(30_000)))),
      /line of more than 99999 bytes/,
    ],
    ['a document that is too large', 'bad.json', `{"a":"${'a'.repeat(100_000)}"}`, /more than 99999 bytes/],
    ['an empty file', 'bad.json', '', /the file is empty/],
    ['a compressed empty file', 'bad.json.gz', gzipSync(''), /the file is empty/],
    ['a file of blanks', 'bad.json', ' \n \n', /the file is empty/],
    ['a binary file', 'bad.json', Buffer.from([0x00, 0xff, 0xfe, 0x80, 0x0a, 0x00]), /not JSON/],
    ['three bytes', 'bad.json.gz', Buffer.from([0x1f, 0x8b, 0x08]), /not JSON/],
    ['JSON that is cut off', 'bad.json', `{"Records":[{"a":"${secret}`, /^not JSON: /],
    ['JSON with a fault', 'bad.json', `{"sessionToken": ${secret}}`, /^not JSON: unexpected character/],
    ['JSON of another kind', 'bad.json', `{"name":"${secret}"}`, /^holds no CloudTrail records$/],
    ['a number', 'bad.json', '42', /got a number/],
    ['a text', 'bad.json', `"${secret}"`, /got a string/],
    ['null', 'bad.json', 'null', /got null/],
  ])('%s', async (_, name, content, reason) => {
    const folder = await temporaryFolder();
    const bad = await folder.write(name, content);
    await folder.write('good.json', { Records: [one] });
    const { code, stdout, stderr, report } = await audit(['--max-file-size', '99999', folder.path]);
    expect(report.coverage.filesSkipped).toEqual([{ path: bad, reason: expect.stringMatching(reason) }]);
    expect(report.coverage.filesRead).toBe(1);
    expect(eventIdsOf(report)).toEqual(['root-1']);
    expect(code).toBe(2);
    expect(stdout + stderr).not.toContain(secret);
  });

  it.each<[string, string, RegExp]>([
    ['a path that does not exist', 'missing.json', /no such file or folder/],
    ['a file taken for a folder', 'good.json/inner.json', /ENOTDIR/],
    ['a link to itself', 'loop.json', /ELOOP/],
    ['a name that is too long', `${'x'.repeat(300)}.json`, /ENAMETOOLONG/],
    ['a folder without an archive', 'empty', /^holds no CloudTrail records$/],
    ['an empty folder', 'empty/inner', /^holds no file$/],
  ])('%s', async (_, name, reason) => {
    const folder = await temporaryFolder();
    const good = await folder.write('good.json', one);
    await folder.link('loop.json', 'loop.json');
    await folder.write('empty/.keep', '');
    await mkdir(folder.at('empty/inner'));
    const { code, report } = await audit([folder.at(name), good]);
    expect(report.coverage.filesSkipped).toEqual([
      { path: folder.at(name), reason: expect.stringMatching(reason) },
    ]);
    expect(eventIdsOf(report)).toEqual(['root-1']);
    expect(code).toBe(2);
  });

  it.skipIf(process.getuid?.() === 0)('a file that may not be read', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('closed.json', one);
    await chmod(path, 0);
    const { code, report } = await audit([path]);
    expect(report.coverage.filesSkipped).toEqual([{ path, reason: 'permission denied' }]);
    expect(code).toBe(2);
  });

  it.each<[string, Buffer | string | Readable, RegExp]>([
    ['nothing', '', /the file is empty/],
    ['a line of more than may be held', 'x'.repeat(2000), /more than 1000 bytes/],
    ['a bomb', gzipSync(Buffer.alloc(100_000)), /more than 1000 bytes/],
    ['a stream that breaks', broken(), /EIO/],
    ['a stream without end', endless(), /more than 1000 bytes/],
  ])('%s on standard input', async (_, stdin, reason) => {
    const { code, report } = await audit(['--max-file-size', '1000', '-'], { stdin });
    expect(report.coverage.filesSkipped).toEqual([{ path: '-', reason: expect.stringMatching(reason) }]);
    expect(code).toBe(2);
  });
});

describe('a named pipe', () => {
  it.each([
    ['is read to its end', log.length, { filesRead: 1, recordsRead: 2, filesSkipped: [] }],
    [
      'is skipped where it holds too much',
      100,
      { filesRead: 0, filesSkipped: [{ reason: expect.any(String) }] },
    ],
  ])('%s', async (_, mostBytes, coverage) => {
    const folder = await temporaryFolder();
    const path = folder.pipe('log.json');
    const words = ['--max-file-size', String(mostBytes), path];
    const [{ report }] = await Promise.all([audit(words), writeFile(path, log)]);
    expect(report.coverage).toMatchObject(coverage);
  });
});

describe('audit of folders', () => {
  it('goes down, and counts what is no archive', async () => {
    const folder = await temporaryFolder();
    await folder.write(
      'AWSLogs/123456789012/CloudTrail/eu/2026/10/01/a.json.gz',
      gzipSync(JSON.stringify(one)),
    );
    await folder.write('AWSLogs/b.jsonl', JSON.stringify(two));
    await folder.write('AWSLogs/readme.txt', 'not an archive');
    await folder.write('AWSLogs/c.json.bak', 'not an archive');
    const { report } = await audit([folder.path]);
    expect(report.coverage).toMatchObject({ filesRead: 2, filesIgnored: 2, filesSkipped: [] });
    expect(eventIdsOf(report)).toEqual(['root-1', 'root-2']);
  });

  it('takes a file that is named whatever its name', async () => {
    const folder = await temporaryFolder();
    const { report } = await audit([await folder.write('export.txt', one)]);
    expect(eventIdsOf(report)).toEqual(['root-1']);
  });

  it('follows links to folders once, even where they lead back', async () => {
    const folder = await temporaryFolder();
    await folder.write('trail/day/a.json', one);
    await folder.link('trail/day/back', '..');
    await folder.link('trail/again', folder.at('trail/day'));
    const { code, report } = await audit([folder.at('trail')]);
    expect(report.coverage).toMatchObject({ filesRead: 1, recordsRead: 1, filesSkipped: [] });
    expect(code).toBe(1);
  });

  it.each<[string, readonly string[]]>([
    ['twice', ['trail', 'trail']],
    ['and a folder in it', ['trail', 'trail/day']],
    ['after a folder in it', ['trail/day', 'trail']],
    ['and a link to it', ['trail', 'link']],
  ])('reads a folder named %s once', async (_, names) => {
    const folder = await temporaryFolder();
    await folder.write('trail/day/a.json', one);
    await folder.link('link', folder.at('trail'));
    const { code, report } = await audit(names.map(folder.at));
    expect(report.coverage).toMatchObject({ filesRead: 1, filesSkipped: [], recordsRead: 1 });
    expect(code).toBe(1);
  });

  it('names a link that leads nowhere', async () => {
    const folder = await temporaryFolder();
    await folder.write('trail/a.json', one);
    const path = await folder.link('trail/broken.json', 'nowhere.json');
    const { code, report } = await audit([folder.at('trail')]);
    expect(report.coverage.filesSkipped).toEqual([{ path, reason: 'no such file or folder' }]);
    expect(code).toBe(2);
  });
});

describe('duplicates', () => {
  const from = (sourceIPAddress: string, delta: object = {}) =>
    rootRecord('same', { sourceIPAddress, ...delta });
  const ipsOf = ({ report }: Awaited<ReturnType<typeof audit>>) =>
    report.violations.map(({ subject }) => subject.sourceIp);

  it('keep the first in path order, whenever the files were written', async () => {
    const folder = await temporaryFolder();
    await folder.write('c.json', from('192.0.2.3'));
    await folder.write('b/1.json', from('192.0.2.2'));
    await folder.write('a/2.json', from('192.0.2.1'));
    const result = await audit([folder.path]);
    expect(ipsOf(result)).toEqual(['192.0.2.1']);
    expect(result.report.coverage).toMatchObject({
      recordsRead: 3,
      duplicatesRemoved: 2,
      credentialRequests: 1,
    });
  });

  it('keep the first in a file', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('a.json', [from('192.0.2.9'), from('192.0.2.1')]);
    expect(ipsOf(await audit([path]))).toEqual(['192.0.2.9']);
  });

  it.each<[string, readonly object[], number]>([
    ['the same event id', [{ eventID: 'a' }, { eventID: 'a' }], 1],
    ['different event ids', [{ eventID: 'a' }, { eventID: 'b' }], 0],
    [
      'the same shared id, different event ids',
      [
        { eventID: 'a', sharedEventID: 's' },
        { eventID: 'b', sharedEventID: 's' },
      ],
      1,
    ],
    [
      'different shared ids, the same event id',
      [
        { eventID: 'a', sharedEventID: 's' },
        { eventID: 'a', sharedEventID: 't' },
      ],
      0,
    ],
    ['a shared id that is another’s event id', [{ eventID: 'a', sharedEventID: 'b' }, { eventID: 'b' }], 1],
    [
      'one id on different events, as in samples of documentation: both count',
      [{ eventID: 'a' }, { eventID: 'a', eventName: 'GetSessionToken' }],
      0,
    ],
    ['no id', [{ eventID: null }, { eventID: null }], 0],
    ['empty ids', [{ eventID: '' }, { eventID: '' }], 0],
    ['ids that are no text', [{ eventID: 7 }, { eventID: 7 }], 0],
    ['ids that differ in case', [{ eventID: 'aB' }, { eventID: 'ab' }], 0],
    ['ids of objects’ own members', [{ eventID: '__proto__' }, { eventID: 'constructor' }], 0],
  ])('%s', async (_, deltas, duplicates) => {
    const folder = await temporaryFolder();
    const records = deltas.map((delta) => ({ ...record('x'), eventID: undefined, ...delta }));
    const { report } = await audit([await folder.write('a.json', records)]);
    expect(report.coverage).toMatchObject({ duplicatesRemoved: duplicates, recordsRead: deltas.length });
    expect(report.coverage.credentialRequests).toBe(deltas.length - duplicates);
  });
});

describe('one id on different events', () => {
  const events = [
    rootRecord('same'),
    rootRecord('same', { eventName: 'GetSessionToken' }),
    rootRecord('same'),
    rootRecord('same', { eventName: 'GetSessionToken' }),
  ];

  it('is counted as a collision, and each event is judged once', async () => {
    const folder = await temporaryFolder();
    const { report } = await audit([await folder.write('a.json', events)]);
    expect(report.coverage).toMatchObject({ idCollisions: 1, duplicatesRemoved: 2, credentialRequests: 2 });
    const names = report.violations.map(({ subject }) => subject.eventName);
    expect(names.sort()).toEqual(['AssumeRole', 'GetSessionToken']);
  });
});

describe('malformed records', () => {
  it.each<[string, unknown, RegExp]>([
    ['no object', 7, /expected a record object, got a number/],
    ['null', null, /got null/],
    ['a text', 'AssumeRole', /got a string/],
    ['an empty object', {}, /expected `eventSource` to be text, got nothing/],
    [
      'an event name of another type',
      { ...record('x'), eventName: ['AssumeRole'] },
      /`eventName` .* an array/,
    ],
    ['no time', { ...record('x'), eventTime: undefined }, /`eventTime` to be text, got nothing/],
    [
      'a time as a number',
      { ...record('x'), eventTime: 1_790_000_000 },
      /`eventTime` to be text, got a number/,
    ],
    ['an identity as text', { ...record('x'), userIdentity: 'root' }, /`userIdentity` to be an object/],
    ['credentials as a list', { ...record('x'), responseElements: { credentials: [] } }, /`credentials`/],
    ['an event without a record', event(null as unknown as Json), /expected a record object, got null/],
    ['text in a LookupEvents item that is no JSON', { CloudTrailEvent: '{"a":' }, /not JSON/],
    ['a message that is cut off', message('{"sessionToken":"SECRET-THAT-MUST-NEVER-LEAVE'), /not JSON/],
  ])('%s: named with path and place, the others judged', async (_, item, reason) => {
    const folder = await temporaryFolder();
    const path = await folder.write('log.json', { Records: [one, item, two] });
    const { code, report, stdout } = await audit([path]);
    expect(report.coverage.recordsMalformed).toBe(1);
    expect(report.coverage.malformed).toEqual([
      { path, place: 'record 2', reason: expect.stringMatching(reason) },
    ]);
    expect(eventIdsOf(report)).toEqual(['root-1', 'root-2']);
    expect(code).toBe(2);
    expect(stdout).not.toMatch(/MUST-NEVER-LEAVE/);
  });

  it('are named by line in a file of lines, which blank lines count in', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write(
      'log.jsonl',
      `${JSON.stringify(one)}\n\n{"cut": \n${JSON.stringify(two)}`,
    );
    const { report } = await audit([path]);
    expect(report.coverage.malformed).toEqual([
      { path, place: 'line 3', reason: expect.stringMatching(/^not JSON/) },
    ]);
    expect(eventIdsOf(report)).toEqual(['root-1', 'root-2']);
  });

  it.each<[string, (text: string) => Buffer]>([
    ['log.jsonl', (text) => Buffer.from(text)],
    ['log.jsonl.gz', gzipSync],
    ['log.JSONL.zst', zstdCompressSync],
  ])('may stand in the first line of %s', async (name, compress) => {
    const folder = await temporaryFolder();
    const path = await folder.write(name, compress(`{"cut": \n${lines}`));
    const { report } = await audit([path]);
    expect(report.coverage.malformed).toMatchObject([{ path, place: 'line 1' }]);
    expect(eventIdsOf(report)).toEqual(['root-1', 'root-2']);
  });

  it('are all counted and a hundred of them named', async () => {
    const folder = await temporaryFolder();
    const path = await folder.write('log.json', [...Array<number>(150).fill(1), one]);
    const { report } = await audit([path]);
    expect(report.coverage).toMatchObject({ recordsMalformed: 150, recordsRead: 151 });
    expect(report.coverage.malformed).toHaveLength(100);
    expect(report.coverage.malformed.at(-1)?.place).toBe('record 100');
    expect(eventIdsOf(report)).toEqual(['root-1']);
  });

  it.each([
    '0001-01-01T00:00:00Z',
    '1999-12-31T23:59:59Z',
    '9999-12-31T23:59:59Z',
    '+275760-09-13T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-10-01T25:00:00Z',
    '2026-10-01T08:00:00+99:00',
    'yesterday',
    '',
  ])('have a time like `%s`', async (eventTime) => {
    const folder = await temporaryFolder();
    const { code, report } = await audit([await folder.write('a.json', [{ ...one, eventTime }])]);
    expect(report.coverage.recordsMalformed).toBe(1);
    expect(report.violations).toEqual([]);
    expect(report.coverage.firstEventTime).toBeUndefined();
    expect(code).toBe(2);
  });
});

describe('hostile records', () => {
  it('an absurd expiration is none, not a crash', async () => {
    const folder = await temporaryFolder();
    const expiration = (text: unknown) => ({ responseElements: { credentials: { expiration: text } } });
    const texts = [
      'Feb 30, 2026, 9:00:00 AM',
      '9999-99-99T99:99:99Z',
      '',
      'Oct 1, 2026, 13:00:00 PM',
      {},
      1e300,
    ];
    const records = texts.map((text, index) => record(`e-${index}`, expiration(text)));
    const { code, report } = await audit(['--sessions', await folder.write('a.json', records)]);
    expect(report.coverage).toMatchObject({ recordsMalformed: 0, credentialRequests: texts.length });
    expect(report.sessions?.flatMap(({ sessions }) => sessions.map(({ expiresAt }) => expiresAt))).toEqual(
      texts.map(() => undefined),
    );
    expect(code).toBe(0);
  });

  it.each<[string, (record: string) => string]>([
    ['arrays', (text) => `${'['.repeat(50_000)}${text}${']'.repeat(50_000)}`],
    ['Records', (text) => `${'{"Records":['.repeat(50_000)}${text}${']}'.repeat(50_000)}`],
  ])('%s nested very deep are malformed, not a crash', async (_, nest) => {
    const folder = await temporaryFolder();
    const path = await folder.write('deep.json', nest(JSON.stringify(one)));
    const { code, report } = await audit([path]);
    const [{ place = '', ...malformed } = {}] = report.coverage.malformed;
    expect(malformed).toEqual({ path, reason: 'holds more than 40 objects and lists within each other' });
    expect(place.length).toBeLessThan(250);
    expect(code).toBe(2);
  });

  it('a record with very deep parameters is judged', async () => {
    const folder = await temporaryFolder();
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    const text = JSON.stringify(one).replace('"requestParameters":{', `"requestParameters":{"deep":${deep},`);
    const { code, report } = await audit([await folder.write('deep.json', text)]);
    expect(eventIdsOf(report)).toEqual(['root-1']);
    expect(code).toBe(1);
  });

  it('texts of a megabyte are cut in findings', async () => {
    const folder = await temporaryFolder();
    const long = 'x'.repeat(1_000_000);
    const path = await folder.write(
      'long.json',
      rootRecord('root-1', {
        awsRegion: long,
        requestParameters: { roleSessionName: long },
        sourceIPAddress: long,
      }),
    );
    const { stdout, report } = await audit(['--sessions', path]);
    expect(report.violations[0]?.subject.sessionName).toMatch(/^x{2048}…$/);
    expect(stdout.length).toBeLessThan(20_000);
  });

  it('members named like those of every object are not read', async () => {
    const folder = await temporaryFolder();
    const text = JSON.stringify(record('x'))
      .replace('"userIdentity":{', '"userIdentity":{"__proto__":{"type":"Root","polluted":true},')
      .replace('"type":"IAMUser",', '');
    const { report } = await audit([
      await folder.write('a.json', `{"__proto__":{"polluted":true},"Records":[${text}]}`),
    ]);
    expect(report.violations).toEqual([]);
    expect(report.coverage.rules['requester-is-iam-principal']).toMatchObject({ undecided: 1 });
    expect(({} as Json).polluted).toBeUndefined();
  });

  it('text that is no Unicode is replaced in findings', async () => {
    const folder = await temporaryFolder();
    const text = JSON.stringify(rootRecord('root-1', { awsRegion: 'REGION' })).replace('REGION', '\\ud800');
    const { report } = await audit([await folder.write('a.json', text)]);
    expect(report.violations[0]?.subject.region).toBe('\ufffd');
  });
});

/** A text compressed in two halves, as `cat a.gz b.gz` writes them. */
function inMembers(compress: (text: string) => Buffer, text: string): Buffer {
  const half = text.indexOf('\n') + 1 || 20;
  return Buffer.concat([compress(text.slice(0, half)), compress(text.slice(half))]);
}

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const middle = copy.length >> 1;
  copy[middle] = (copy[middle] ?? 0) ^ 0x10;
  return copy;
}

function broken(): Readable {
  return new Readable({
    read() {
      this.destroy(Object.assign(new Error('read failed'), { code: 'EIO' }));
    },
  });
}

function endless(): Readable {
  return new Readable({
    read() {
      this.push(Buffer.alloc(100, 'x'));
    },
  });
}
