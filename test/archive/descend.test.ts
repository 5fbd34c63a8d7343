import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { descend, descendRow, descendText } from '../../shared/archive/descend.ts';
import { intoContainer, limits, spendNode, startAt } from '../../shared/archive/descent-limits.ts';
import type { Found } from '../../shared/archive/found.ts';
import { type Json, record } from '../support/cli/audit-command.ts';

const one = record('one');
const other = record('other');
const json = JSON.stringify;
const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

/** Places of records, reasons and kinds, in order. */
function told(found: Iterable<Found>): string[] {
  return [...found].map((it) => {
    if ('record' in it) return `${it.place}: ${it.record.eventID ?? 'record'}`;
    if ('malformed' in it) return `${it.place}: malformed: ${it.malformed}`;
    return `${it.place}: ${it.aside.treatment}: ${it.aside.kind}`;
  });
}
const descended = (value: unknown) => told(descend(value, 'here'));
const read = (text: string) => told(descendText(text, 'line 7'));
const recordsOf = (value: unknown) =>
  [...descend(value, '')].flatMap((found) => ('record' in found ? [found.record] : []));

describe('places', () => {
  it('are those of records where a value is a file by itself', () => {
    expect(told(descend({ Records: [one, other] }, ''))).toEqual(['record 1: one', 'record 2: other']);
    expect(told(descend(one, ''))).toEqual(['record 1: one']);
    expect(told(descend(null, ''))).toEqual(['record 1: malformed: expected a record object, got null']);
  });

  it('say which part of which', () => {
    const messages = {
      Messages: [
        { MessageId: '1', Body: json({ Records: [one] }) },
        { MessageId: '2', Body: json(other) },
      ],
    };
    expect(descended(messages)).toEqual(['here, message 1, record 1: one', 'here, message 2: other']);
    expect(read(`${json(one)}\t${json(other)}`)).toEqual([
      'line 7, document 1: one',
      'line 7, document 2: other',
    ]);
  });
});

describe('records', () => {
  it('are not looked into', () => {
    const decoy = record('decoy');
    const hiding = record('real', {
      errorMessage: json(decoy),
      userAgent: base64(gzipSync(json(decoy))),
      requestParameters: { policy: json({ Records: [decoy] }), detail: decoy },
      additionalEventData: decoy,
    });
    expect(descended({ Records: [hiding] })).toEqual(['here, record 1: real']);
    expect(descended({ detail: hiding, 'detail-type': 'AWS API Call via CloudTrail' })).toEqual([
      'here: real',
    ]);
    expect(descended({ attributes: hiding })).toEqual(['here: real']);
  });

  it('are not looked into where their members stand in another form', () => {
    const policy = json({ Records: [record('decoy')] });
    for (const document of [
      {
        event: { dataset: 'aws.cloudtrail', original: json(one) },
        aws: { cloudtrail: { request_parameters: policy } },
      },
      { cloudtrail_event: one, event_name: 'AssumeRole', event_source: 'sts', request_parameters: policy },
      { result: { _raw: json(one), 'requestParameters.policy': policy } },
      { rows: [{ eventJson: json(one), requestparameters: policy }] },
    ])
      expect(descended(document).map((text) => text.split(': ').at(-1))).toEqual(['one']);
  });

  it.each([
    { eventName: 'AssumeRole' },
    { eventSource: 'sts.amazonaws.com' },
    { userIdentity: {} },
    { ...one, eventSource: 1 },
  ])('that lack something are records: %j', (damaged) => {
    expect(recordsOf(damaged)).toEqual([damaged]);
    expect(recordsOf({ Records: [damaged] })).toEqual([damaged]);
  });

  it('are found behind words in braces, in lines and in Base64 with breaks', () => {
    expect(read(`2026-10-01 {request} {"a ${json(one)}`)).toHaveLength(1);
    expect(read(`2026-10-01 {request} ${json(one)}`)).toEqual(['line 7: one']);
    expect(read(base64(json(one)).replaceAll(/.{76}/g, '$&\n'))).toEqual(['line 7: one']);
    expect(read(base64(json(one)).replaceAll('=', ''))).toEqual(['line 7: one']);
    const frames = Buffer.concat([zstdCompressSync(json(one)), zstdCompressSync(json(other))]);
    expect(read(base64(frames))).toEqual(['line 7, document 1: one', 'line 7, document 2: other']);
  });

  it('are found in lists of objects with one member', () => {
    const lookups = [{ CloudTrailEvent: json(one) }, { CloudTrailEvent: json(other) }];
    expect(descended(lookups)).toEqual(['here, record 1: one', 'here, record 2: other']);
  });

  it('are found in rows of pairs', () => {
    const rows = { QueryResultRows: [[{ key: 'eventJson', value: json(one) }]] };
    expect(descended(rows)).toEqual(['here, row 1: one']);
    expect(
      descended({
        events: [
          [
            { field: '@message', value: json(one) },
            { field: '@ptr', value: 'p' },
          ],
        ],
      }),
    ).toEqual(['here, event 1: one']);
  });

  it('are found in whole rows of tables, also those that do not say who called', () => {
    const row = {
      eventsource: 'a',
      eventname: 'b',
      eventversion: '1.11',
      eventid: 'c',
      eventtype: 'AwsServiceEvent',
    };
    expect(descended(row)).toEqual(['here: c']);
  });

  it('are what stands in `Records`, whatever it is', () => {
    expect(recordsOf({ Records: [{ hello: 'world' }] })).toEqual([{ hello: 'world' }]);
    expect(recordsOf({ CloudTrailEvent: '{"hello": "world"}' })).toEqual([{ hello: 'world' }]);
  });

  it.each([
    [null, 'null'],
    [7, 'a number'],
    ['text', 'a string'],
  ])('are not %j', (value, name) => {
    const reason = `malformed: expected a record object, got ${name}`;
    expect(descended({ Records: [one, value, other] })).toEqual([
      'here, record 1: one',
      `here, record 2: ${reason}`,
      'here, record 3: other',
    ]);
    expect(descended([value, one])).toEqual([`here, record 1: ${reason}`, 'here, record 2: one']);
  });

  it('get their time where Logstash left it', () => {
    const { eventTime, ...moved } = one;
    expect(recordsOf({ ...moved, '@timestamp': eventTime })[0]?.eventTime).toBe(eventTime);
    expect(recordsOf({ ...one, '@timestamp': 'later' })[0]?.eventTime).toBe(eventTime);
  });
});

describe('guises of one record', () => {
  it('count once, as the record came', () => {
    const raw = { ...one, errorMessage: 'as it came' };
    const found = recordsOf({ data: { aws: { ...one, readOnly: 'true' } }, full_log: json({ aws: raw }) });
    expect(found).toEqual([raw]);
    expect(recordsOf({ ...one, message: json(raw) })).toEqual([raw]);
  });

  it('count twice where they are different records', () => {
    expect(descended({ attributes: other, message: json(one) })).toEqual(['here: one', 'here: other']);
  });

  it('leave duplicates of one list for the audit', () => {
    expect(recordsOf({ body: json({ Records: [one, one] }), httpMethod: 'POST' })).toHaveLength(2);
    expect(recordsOf({ data: [one, one] })).toHaveLength(2);
    expect(recordsOf([one, one])).toHaveLength(2);
  });

  it('stand in for one that is cut off', () => {
    const cut = json({ aws: one }).slice(0, 300);
    expect(descended({ data: { aws: one }, full_log: cut })).toEqual(['here: one']);
    expect(descended({ ...one, message: cut })).toEqual(['here: one']);
    expect(descended({ full_log: cut })).toEqual(['here: malformed: not JSON: the text ends too early']);
  });

  it('are all read where there is no id to know them by', () => {
    const { eventID, ...nameless } = one;
    expect(recordsOf({ a: nameless, b: nameless })).toHaveLength(2);
    expect(recordsOf({ ...nameless, _raw: json(nameless) })).toHaveLength(1);
    expect(recordsOf({ data: { aws: nameless }, full_log: json({ aws: nameless }) })).toHaveLength(1);
    expect(
      recordsOf({ data: { aws: nameless }, full_log: json({ ...nameless, eventName: 'Other' }) }),
    ).toHaveLength(2);
  });

  it('are no reason to take columns for a record', () => {
    const row = { eventName: 'AssumeRole', eventID: 'x', eventSource: 'sts.amazonaws.com', _raw: json(one) };
    expect(descended(row)).toEqual(['here: one']);
  });
});

describe('what holds no record', () => {
  it.each<[string, Json]>([
    ['ignored: CloudTrail digest', { digestStartTime: '2026-10-01T08:00:00Z', logFiles: [] }],
    [
      'ignored: CloudTrail Insights event',
      { eventType: 'AwsCloudTrailInsight', eventVersion: '1.07', insightDetails: {} },
    ],
    [
      'ignored: CloudTrail aggregated event',
      { eventType: 'AwsAggregatedEvent', eventSource: 's3.amazonaws.com', summary: {} },
    ],
    [
      'ignored: AWS Config file',
      { fileVersion: '1.0', configSnapshotId: '1', configurationItems: [{ configuration: one }] },
    ],
    [
      'ignored: CloudWatch Logs control message',
      { messageType: 'CONTROL_MESSAGE', logEvents: [{ message: 'CWL' }] },
    ],
    ['ignored: S3 test event', { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'trail' }],
    [
      'misplaced: report of sts-warden',
      { schemaVersion: '1', policyRevision: 'r', coverage: {}, violations: [one] },
    ],
    ['misplaced: IAM account file', { UserDetailList: [], RoleDetailList: [] }],
    [
      'refused: OCSF event',
      { class_uid: 6003, metadata: { product: { name: 'CloudTrail' } }, unmapped: { a: json(one) } },
    ],
    [
      'refused: ECS document without the original record',
      { event: { dataset: 'aws.cloudtrail', action: 'AssumeRole' } },
    ],
    [
      'refused: ECS document without the original record',
      { aws: { cloudtrail: { request_parameters: json(one) } } },
    ],
    [
      'refused: row of Microsoft Sentinel',
      { EventSource: 'sts.amazonaws.com', EventName: 'AssumeRole', AwsEventId: '1' },
    ],
    [
      'refused: row of the console’s event history',
      { 'Event name': 'AssumeRole', 'Event time': '2026-10-01' },
    ],
    [
      'refused: row of selected members of records',
      { event_name: 'AssumeRole', event_source: 'sts.amazonaws.com' },
    ],
    ['refused: row of selected members of records', { eventName: 'AssumeRole', 'userIdentity.arn': 'arn' }],
    [
      'refused: row of selected members of records',
      { eventname: 'AssumeRole', eventsource: 'sts.amazonaws.com' },
    ],
    ['refused: SNS notification of a log file', { s3Bucket: 'trail', s3ObjectKey: ['a.json.gz'] }],
    [
      'empty: object that holds no record',
      { hello: 'world', tags: ['a', 1, null], text: '{"a": 1, "b": 222222}' },
    ],
    [
      'refused: event of LookupEvents without its record',
      { EventId: '1', EventName: 'AssumeRole', EventTime: 1 },
    ],
    ['refused: answer of Athena', { ResultSet: { Rows: [{ Data: [{ VarCharValue: 'eventname' }] }] } }],
  ])('is told: %s', (kind, value) => {
    expect(descended(value)).toEqual([`here: ${kind}`]);
    expect(descended([value, one])).toEqual([`here, record 1: ${kind}`, 'here, record 2: one']);
  });

  it('is told with advice where it is refused', () => {
    const found = [...descend([{ class_uid: 1, metadata: { product: {} } }, { UserDetailList: [] }], '')];
    expect(found).toMatchObject([
      { aside: { advice: expect.any(String) } },
      { aside: { advice: 'give it with --iam' } },
    ]);
  });

  it('is no record because it passes for something else too', () => {
    expect(recordsOf({ ...one, digestStartTime: '', logFiles: [] })).toHaveLength(1);
    expect(recordsOf({ ...one, digestStartTime: '', logFiles: [], message: 'a line' })).toHaveLength(1);
    expect(recordsOf({ Records: [{ ...one, eventType: 'AwsCloudTrailInsight' }] })).toHaveLength(1);
  });

  const s3Message = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'eu-central-1',
    eventTime: '2026-10-01T08:00:00.000Z',
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: 'AWS:AIDA' },
    requestParameters: { sourceIPAddress: '192.0.2.10' },
    s3: { s3SchemaVersion: '1.0', bucket: { name: 'trail' }, object: { key: 'AWSLogs/a.json.gz' } },
  };
  it.each<[string, Json]>([
    ['by S3', { Records: [s3Message] }],
    [
      'by SQS',
      { Records: [{ eventSource: 'aws:sqs', receiptHandle: 'r', body: json({ Records: [s3Message] }) }] },
    ],
    [
      'by SNS',
      {
        Records: [
          { EventSource: 'aws:sns', Sns: { TopicArn: 'a', Message: json({ Records: [s3Message] }) } },
        ],
      },
    ],
    [
      'by EventBridge',
      { 'detail-type': 'Object Created', detail: { bucket: { name: 'trail' }, object: { key: 'a' } } },
    ],
  ])('is told where a log file is announced %s', (_, value) => {
    const [only, ...more] = descended(value);
    expect(only).toMatch(/: refused: S3 notification of a log file$/);
    expect(more).toEqual([]);
  });

  it('is told of other notifications', () => {
    const stream = {
      eventSource: 'aws:dynamodb',
      eventName: 'INSERT',
      eventVersion: '1.1',
      awsRegion: 'a',
      dynamodb: {},
    };
    expect(descended({ Records: [stream] })).toEqual([
      'here, record 1: empty: notification that holds no record',
    ]);
  });

  it('is told once, and not where something else was found', () => {
    const ecs = { event: { dataset: 'aws.cloudtrail' } };
    expect(descended({ one: ecs, other: ecs })).toEqual([
      'here: refused: ECS document without the original record',
    ]);
    const both = { TopicArn: 'a', Message: '{"hello": "world"}', receiptHandle: 'r', body: json(one) };
    expect(descended(both)).toEqual(['here: one']);
  });

  it('is told once of lists that may be anything', () => {
    const noise = {
      data: { events: ['a', 1], results: [{ b: 1 }] },
      body: 'a letter',
      title: 'Base64 is none',
    };
    expect(descended(noise)).toEqual(['here: empty: object that holds no record']);
  });

  it('is told of an empty list', () => {
    expect(descended({ Records: [] })).toEqual(['here: empty: empty list']);
    expect(descended([])).toEqual(['here: empty: empty list']);
  });

  it('is told of rows of selected columns, without which a record would be misread', () => {
    const { errorCode, ...row } = { ...one, errorCode: '', userIdentity: json(one.userIdentity) } as Json;
    expect(told(descendRow({ ...row, errorCode }, 'line 2'))).toEqual(['line 2: one']);
    expect(told(descendRow(row, 'line 2'))).toEqual(['line 2: refused: row of selected members of records']);
    const rows = {
      QueryResultRows: [
        [{ eventName: 'AssumeRole' }, { eventTime: '2026-10-01 08:00:00.000' }],
        [{ n: '5' }],
      ],
    };
    expect(descended(rows)).toEqual([
      'here, row 1: refused: row of selected members of records',
      'here, row 2: empty: object that holds no record',
    ]);
  });

  it('is told of lines that the AWS CLI writes beside events', () => {
    expect(read('RESOURCES\tredshift-stage\tAWS::IAM::Role')).toEqual([
      'line 7: ignored: line of the AWS CLI beside its events',
    ]);
  });
});

describe('damage', () => {
  const sqs = (body: string) => ({ messageId: 'm', receiptHandle: 'r', eventSource: 'aws:sqs', body });
  const among = (damaged: unknown) => ({ Records: [sqs(json(one)), damaged, sqs(json(other))] });
  const cut = json(one).slice(0, -9);
  const kinesis = (data: string) => ({
    eventSource: 'aws:kinesis',
    kinesis: { kinesisSchemaVersion: '1.0', data },
  });
  const gzip = gzipSync(json(one));

  it.each<[string, unknown, string]>([
    ['a body that is cut off', sqs(cut), 'not JSON: the text ends too early'],
    ['a body that is no JSON', sqs('hello'), 'not JSON: unexpected character'],
    ['an empty body', sqs(''), 'not JSON: the text is empty'],
    ['a body with a broken member', sqs('{"a": tru}'), 'not JSON: unexpected character'],
    ['Base64 that is none', kinesis('%%%%'), 'expected Base64'],
    ['Base64 of the wrong length', kinesis('QUJDR'), 'expected Base64'],
    ['Base64 with wrong padding', kinesis('QUJDRA='), 'expected Base64'],
    ['Base64 of prose', kinesis(base64('hello, world')), 'not JSON: unexpected character'],
    ['Base64 in `awslogs` that is none', { awslogs: { data: '%%%%' } }, 'expected Base64'],
    [
      'Base64 of a request that is none',
      { httpMethod: 'POST', isBase64Encoded: true, body: '%%%%' },
      'expected Base64',
    ],
    [
      'gzip in a member that may be anything',
      { note: base64(gzip).slice(0, -5) },
      'expected Base64 of text: compressed bytes that end too early',
    ],
    [
      'Base64 of no text',
      kinesis(base64(Buffer.from([0xff, 0xfe, 0x80, 0x00]))),
      'expected Base64 of text: bytes that are no UTF-8 text',
    ],
    [
      'gzip that is cut off',
      kinesis(base64(gzip.subarray(0, -20))),
      'expected Base64 of text: compressed bytes that end too early',
    ],
    [
      'gzip that is damaged',
      kinesis(base64(Buffer.concat([gzip.subarray(0, -8), Buffer.alloc(8)]))),
      'expected Base64 of text: compressed bytes that are damaged: Z_DATA_ERROR',
    ],
    [
      'zstd that is cut off',
      kinesis(base64(zstdCompressSync(json(one)).subarray(0, -9))),
      'expected Base64 of text: compressed bytes that end too early',
    ],
    ['gzip of what is cut off', kinesis(base64(gzipSync(cut))), 'not JSON: the text ends too early'],
    ['a record of a lookup that is cut off', { CloudTrailEvent: cut }, 'not JSON: the text ends too early'],
    ['a message that is cut off', { message: cut }, 'not JSON: the text ends too early'],
  ])('of %s is named, and its neighbours are found', (_, damaged, reason) => {
    expect(descended(among(damaged))).toEqual([
      'here, record 1: one',
      `here, record 2: malformed: ${reason}`,
      'here, record 3: other',
    ]);
  });

  it('of one member leaves the others', () => {
    expect(descended({ a: { CloudTrailEvent: cut }, b: other })).toEqual([
      'here: malformed: not JSON: the text ends too early',
      'here: other',
    ]);
  });

  it('never quotes what it is in', () => {
    const secret = `{"sessionToken": "SECRET", oops SECRET`;
    expect(json(read(secret)) + json(descended(among(sqs(secret)))) + read('SECRET').join()).not.toContain(
      'SECRET',
    );
  });

  it('of a document leaves those behind it', () => {
    expect(read(`${json(one)} {"a": tru} ${json(other)}`)).toEqual([
      'line 7, document 1: one',
      'line 7, document 2: malformed: not JSON: unexpected character',
      'line 7, document 3: other',
    ]);
    expect(read(`{"eventName": {\n${json(other)}\n`)).toEqual([
      'line 7, document 1: malformed: not JSON: the text ends too early',
      'line 7, document 2: other',
    ]);
  });

  it('that left the rest of a document is named', () => {
    expect(read(`ntName":"AssumeRole"} ${json(one)}`)).toEqual([
      'line 7: malformed: not JSON: text that belongs to no document',
      'line 7: one',
    ]);
    expect(read(`${json(one)} ntName":"AssumeRole"}`)).toEqual([
      'line 7: one',
      'line 7: malformed: not JSON: text that belongs to no document',
    ]);
  });

  it('is nothing that another log holds', () => {
    const document = {
      message: '{"level": "info", started',
      log: 'started',
      note: 'H4 is a heading of HTML',
    };
    expect(descended(document)).toEqual(['here: empty: object that holds no record']);
  });
});

describe('limits', () => {
  const nested = (depth: number, value: unknown): unknown =>
    depth === 0 ? value : { a: nested(depth - 1, value) };

  it('hold for objects and lists within each other', () => {
    expect(descended([nested(limits.containers - 2, one), other])).toEqual([
      'here, record 1: one',
      'here, record 2: other',
    ]);
    expect(descended([nested(limits.containers, one), other])).toEqual([
      'here, record 1: malformed: holds more than 40 objects and lists within each other',
      'here, record 2: other',
    ]);
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    const [tooDeep, ...rest] = descended([deep, other]);
    expect(tooDeep).toMatch(
      /^here, record 1, .*: malformed: holds more than 40 objects and lists within each other$/,
    );
    expect(rest).toEqual(['here, record 2: other']);
  });

  it('hold for texts within each other', () => {
    const wrapped = (times: number, text: string): string =>
      times === 0 ? text : wrapped(times - 1, json({ text }));
    expect(read(wrapped(limits.texts - 1, json(one)))).toEqual(['line 7: one']);
    expect(read(wrapped(limits.texts, json(one)))).toEqual([
      'line 7: malformed: holds more than 8 texts within each other',
    ]);
  });

  it('hold for what is damaged in one text', () => {
    const found = read('{"a"} '.repeat(limits.damaged + 10));
    expect(found).toHaveLength(limits.damaged + 2);
    expect(found.at(-1)).toBe('line 7: malformed: holds more than 10000 damaged parts');
  });

  it('hold for gzip within gzip', () => {
    const zipped = (times: number, bytes: Buffer): Buffer =>
      times === 0 ? bytes : zipped(times - 1, gzipSync(bytes));
    expect(read(base64(zipped(limits.inflations, Buffer.from(json(one)))))).toEqual(['line 7: one']);
    expect(read(base64(zipped(limits.inflations + 1, Buffer.from(json(one)))))).toEqual([
      'line 7: malformed: holds more than 3 compressed parts within each other',
    ]);
  });

  it('hold for what grows when it is decompressed', () => {
    const bomb = base64(gzipSync(Buffer.alloc(50_000_000, ' ')));
    const reason = 'holds compressed bytes that become more than 200 times as large, or 64 MiB in all';
    expect(descended([{ Data: bomb, SequenceNumber: '1' }, other])).toEqual([
      `here, record 1: malformed: ${reason}`,
      'here, record 2: other',
    ]);
    // Each of them is small, and they are not together.
    const part = { Data: base64(gzipSync(`${json(one)}${' '.repeat(3_900_000)}`)), SequenceNumber: '1' };
    const found = descended(Array.from({ length: 20 }, () => part));
    expect(found.filter((text) => text.endsWith(': one'))).toHaveLength(17);
    expect(found.filter((text) => text.endsWith(reason))).toHaveLength(3);
  });
});

it('members that are looked at are counted', () => {
  const way = startAt('');
  way.spent.nodes = limits.nodes - 1;
  spendNode(way);
  expect(() => spendNode(way)).toThrow('holds more than 10000000 members and items');
  const counted = startAt('');
  intoContainer(counted);
  expect(counted.spent.nodes).toBe(1);
});

describe('any input', () => {
  const names = fc.constantFrom(
    'Records',
    'body',
    'message',
    'detail',
    'detail-type',
    'data',
    'events',
    'eventName',
    'eventSource',
    'userIdentity',
    '_raw',
    'hits',
    'eventsource',
    'useridentity',
    '__proto__',
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      fc.string(),
      fc.constantFrom<unknown>(
        null,
        true,
        7,
        one,
        other,
        json(one),
        base64(json(other)),
        base64(gzipSync(json(one))),
      ),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(names, tie('value'), { maxKeys: 4 }),
      tie('value').map((inner) => json(inner) ?? 'null'),
    ),
  }));

  it('ends in something that is told, without a throw', () => {
    fc.assert(
      fc.property(value, (input) => {
        for (const found of descend(input, '')) expect(typeof found.place).toBe('string');
        for (const found of descendText(String(json(input)), 'line 1'))
          expect(found.place).toMatch(/^line 1/);
      }),
    );
  });

  it('ends in something that is told, whatever the text', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ':',
      ',',
      ' ',
      '\n',
      'a',
      '{"a":1}',
      json(one),
      'H4sI',
      '\u001e',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        expect([...descendText(parts.join(''), 'line 1')].length).toBeGreaterThan(0);
      }),
    );
  });
});
