import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { auditLogFiles } from '../../functions/audit-archive/audit-log-files.ts';
import { handOver } from '../../functions/audit-archive/hand-over.ts';
import { type Cure, UnreadableObjectError } from '../../shared/archive/unreadable-file.ts';
import { refusedCharacters } from '../../shared/aws/calls/message-text.ts';
import type { Place } from '../../shared/coverage/covered-region.ts';
import { eventRules } from '../../shared/events/event-rules.generated.ts';
import { record, rootRecord } from '../support/cli/audit-command.ts';
import { sqsEvent } from '../support/functions/sqs-event.ts';

const bucket = 'example-trail';
const key = 'AWSLogs/o-a1b2c3d4e5/210987654321/CloudTrail/eu-central-1/2026/10/01/a.json.gz';
const ofMember = { recipientAccountId: '210987654321' };
const file = (...records: unknown[]) => gzipSync(JSON.stringify({ Records: records }));
const iamChange = record('change', {
  ...ofMember,
  eventSource: 'iam.amazonaws.com',
  eventName: 'AttachUserPolicy',
  requestParameters: { userName: 'a', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
  responseElements: null,
});

/** An event "Object Created", as EventBridge brings it. */
const created = (size: number, delta: object = {}) => ({
  'detail-type': 'Object Created',
  source: 'aws.s3',
  time: '2026-10-01T08:05:00Z',
  detail: { bucket: { name: bucket }, object: { key, size, etag: 'abc' }, ...delta },
});

/** What becomes of a log file. `queues`: those that the stack has. */
async function worked(
  body: Buffer,
  { event = created(body.length), queues = ['AuditQueue'], fails = '', cure = 'time' as Cure } = {},
) {
  const sent: Record<string, Record<string, unknown>[]> = {};
  const asked: unknown[] = [];
  const aside: { body: string; reason: string }[] = [];
  const noted: [Place, number][] = [];
  const counted: Record<string, number> = {};
  const receiver = (queue: string) => async (bodies: readonly string[]) => {
    if (fails === queue || bodies.some((text) => text.match(refusedCharacters) !== null))
      throw new Error('not taken');
    sent[queue] = [...(sent[queue] ?? []), ...bodies.map((text) => JSON.parse(text))];
  };
  const handler = auditLogFiles({
    bucket,
    store: {
      read: async function* (object) {
        asked.push(object);
        if (fails === 'fetch') throw new UnreadableObjectError('of the test', cure);
        yield body;
      },
    },
    handOver: handOver(eventRules, Object.fromEntries(queues.map((queue) => [queue, receiver(queue)]))),
    noteCoverage: async (place, at) => void noted.push([place, at]),
    setAside: async (message, { message: reason }) => void aside.push({ body: message.body, reason }),
    log: async () => undefined,
    meter: {
      count: (name, by = 1) => {
        counted[name] = (counted[name] ?? 0) + by;
      },
      violation: () => undefined,
      age: () => undefined,
      flush: async () => undefined,
      prepare: () => undefined,
    },
  });
  const response = await handler(sqsEvent(event), {} as never);
  return { sent, asked, aside, noted, counted, failed: response.batchItemFailures };
}

const idsOf = (events: readonly Record<string, unknown>[] = []) => events.map(({ id }) => id);

describe('a log file', () => {
  it('has its records handed to the queues that rules have them for, as events of the account of its key', async () => {
    const others = ['AuditQueue', 'SessionQueue', 'PrincipalQueue'];
    const refused = record('refused', { ...ofMember, errorCode: 'AccessDenied' });
    const body = file(rootRecord('root', ofMember), refused, iamChange, {
      eventName: 'GetObject',
      eventSource: 's3.amazonaws.com',
    });
    const { sent, failed, aside, counted } = await worked(body, { queues: others });
    expect([failed, aside]).toEqual([[], []]);
    expect(idsOf(sent.AuditQueue)).toEqual(['root', 'refused']);
    expect(idsOf(sent.SessionQueue)).toEqual(['root']);
    expect(idsOf(sent.PrincipalQueue)).toEqual(['change']);
    expect(sent.PrincipalQueue).toMatchObject([
      {
        source: 'aws.iam',
        'detail-type': 'AWS API Call via CloudTrail',
        account: '210987654321',
        detail: iamChange,
      },
    ]);
    expect(counted).toMatchObject({ LogFilesRead: 1, RecordsHandedOver: 4 });
  });

  it('says of its records, whatever these say, the account of its key', async () => {
    const { sent } = await worked(file(rootRecord('forged', { recipientAccountId: '123456789012' })));
    expect(sent.AuditQueue).toMatchObject([
      { account: '210987654321', detail: { recipientAccountId: '123456789012' } },
    ]);
  });

  it('leaves alone queues that the stack does not have, and AWS services’ own calls', async () => {
    const service = record('service', {
      userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
    });
    const { sent } = await worked(file(iamChange, service));
    expect(sent).toEqual({});
  });

  it('is fetched in the version that the event names', async () => {
    const body = file(record('sound', ofMember));
    const { asked } = await worked(body);
    expect(asked).toEqual([{ key, size: body.length, etag: '"abc"' }]);
  });

  it('notes that its account and Region are covered, though nothing of it is judged', async () => {
    const { noted } = await worked(file());
    expect(noted).toEqual([[{ accountId: '210987654321', region: 'eu-central-1' }, 1_790_841_900]]);
  });

  it('is set aside with the reason where a record is malformed, after all others were handed over', async () => {
    const { sent, aside, failed } = await worked(
      file(record('damaged', { ...ofMember, eventTime: 'yesterday' }), rootRecord('root', ofMember)),
    );
    expect(idsOf(sent.AuditQueue)).toEqual(['root']);
    expect(aside).toMatchObject([{ reason: expect.stringContaining('1 fault, first') }]);
    expect(failed).toEqual([]);
  });

  it.each([
    ['cut off', file(rootRecord('root', ofMember)).subarray(0, 200)],
    ['no archive', Buffer.from('hello')],
  ])('is set aside where it is %s', async (_, body) => {
    const { aside, failed } = await worked(body);
    expect(aside).toHaveLength(1);
    expect(failed).toEqual([]);
  });

  it.each<[string, { fails: string; cure?: Cure }]>([
    ['it cannot be fetched now', { fails: 'fetch', cure: 'time' }],
    ['it cannot be fetched until somebody mends that', { fails: 'fetch', cure: 'somebody' }],
    ['a queue does not take its records', { fails: 'AuditQueue' }],
  ])('comes again where %s', async (_, options) => {
    const { failed, aside, noted } = await worked(file(rootRecord('root', ofMember)), options);
    expect(failed).toHaveLength(1);
    expect([aside, noted]).toEqual([[], []]);
  });

  it('is set aside at once where nothing brings it back, and does not count as covered', async () => {
    const { failed, aside, noted } = await worked(file(), { fails: 'fetch', cure: 'nothing' });
    expect([failed, noted]).toEqual([[], []]);
    expect(aside).toMatchObject([{ reason: '1 fault, first of the test' }]);
  });
});

describe('a record that SQS does not take as it is', () => {
  it('is handed over with characters escaped that a message may not hold, and is the same', async () => {
    const odd = rootRecord('odd\ufffe\uffff', ofMember);
    const { sent, aside, failed } = await worked(file(odd, rootRecord('root', ofMember)));
    expect([failed, aside]).toEqual([[], []]);
    expect(sent.AuditQueue).toMatchObject([{ detail: odd }, { id: 'root' }]);
  });

  it('is set aside alone where it is longer than a message may be', async () => {
    const withAgent = (id: string, userAgent: string) => rootRecord(id, { ...ofMember, userAgent });
    const [event] = (await worked(file(withAgent('full', '')))).sent.AuditQueue ?? [];
    const room = 1_048_576 - Buffer.byteLength(JSON.stringify(event));
    const { sent, aside, failed, noted } = await worked(
      file(
        rootRecord('before', ofMember),
        withAgent('full', 'x'.repeat(room)),
        withAgent('long', 'x'.repeat(room + 1)),
        rootRecord('after', ofMember),
      ),
    );
    expect([failed, noted.length]).toEqual([[], 1]);
    expect(idsOf(sent.AuditQueue)).toEqual(['before', 'full', 'after']);
    expect(aside).toMatchObject([
      { reason: '1 fault, first record 3: is longer than a message of Amazon SQS may be' },
    ]);
  });

  it('is passed over where no queue is to have it, however long it is', async () => {
    const long = record('long', { ...ofMember, eventName: 'GetObject', userAgent: 'x'.repeat(1_048_576) });
    const { aside, failed } = await worked(file(long, iamChange));
    expect([failed, aside]).toEqual([[], []]);
  });
});

describe('a message', () => {
  const of = (detail: object) => created(10, detail);
  it.each([
    ['of another bucket', of({ bucket: { name: 'other' } })],
    ['without a key', of({ object: { size: 1 } })],
    ['without a size', of({ object: { key } })],
    ['that is another event', { ...created(10), 'detail-type': 'Object Deleted' }],
    ['that is no event', { hello: 1 }],
  ])('%s is set aside, and nothing is fetched', async (_, event) => {
    const { aside, asked } = await worked(file(), { event: event as never });
    expect(aside).toHaveLength(1);
    expect(asked).toEqual([]);
  });
});
