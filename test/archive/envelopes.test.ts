import { describe, expect, it } from 'vitest';
import { unwrapRecords } from '../../shared/archive/envelopes.ts';
import { compliantRecord } from '../../shared/examples/compliant.ts';

const record = { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole', eventID: 'first' };
/** A digest file of a trail holds no records; this one does. */
const disguised = { ...record, digestStartTime: '2026-10-01T08:00:00Z', logFiles: [] };
const second = { ...record, eventID: 'second' };
const event = (detail: unknown) => ({
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.sts',
  detail,
});
const message = (body: string) => ({ eventSource: 'aws:sqs', messageId: 'm', body });
const looked = (CloudTrailEvent: string) => ({ EventId: 'e', CloudTrailEvent });

describe('unwrapRecords takes records out of', () => {
  it.each([
    ['a log file', { Records: [record, second] }, [record, second]],
    ['a list', [record, second], [record, second]],
    ['a single record', compliantRecord, [compliantRecord]],
    ['a record that lacks all but its name', { eventName: 'AssumeRole' }, [{ eventName: 'AssumeRole' }]],
    ['a record that lacks all but its source', { eventSource: 'x' }, [{ eventSource: 'x' }]],
    ['a record that has a body', { ...record, body: '{}' }, [{ ...record, body: '{}' }]],
    [
      'a message without a body',
      { eventSource: 'aws:sqs', body: null },
      [{ eventSource: 'aws:sqs', body: null }],
    ],
    ['a record that lacks all but its identity', { userIdentity: {} }, [{ userIdentity: {} }]],
    ['an EventBridge event', event(record), [record]],
    ['a list of EventBridge events', [event(record), event(second)], [record, second]],
    [
      'the output of LookupEvents',
      { Events: [looked(JSON.stringify(record)), looked(JSON.stringify(second))] },
      [record, second],
    ],
    ['one event of LookupEvents', looked(JSON.stringify(record)), [record]],
    [
      'an SQS event with EventBridge events in its bodies',
      { Records: [message(JSON.stringify(event(record))), message(JSON.stringify(event(second)))] },
      [record, second],
    ],
    [
      'an SQS message with a log file',
      message(JSON.stringify({ Records: [record, second] })),
      [record, second],
    ],
    ['log files in a list', [{ Records: [record] }, { Records: [second] }], [record, second]],
    ['a record that would pass for a digest file', disguised, [disguised]],
    ['an empty log file', { Records: [] }, []],
    ['an empty list', [], []],
  ])('%s, in its order', (_, value, records) => {
    expect(unwrapRecords(value)).toEqual(records.map((one) => ({ record: one })));
  });

  it.each([
    ['a list', ['text', 7, null, { other: true }], ['text', 7, null, { other: true }]],
    ['a log file', { Records: ['text', second] }, ['text', second]],
    ['LookupEvents without the record', { Events: [{ EventId: 'e' }] }, [{ EventId: 'e' }]],
    ['a body that holds no object', message('"text"'), ['text']],
    ['an event without a detail to speak of', event(null), [null]],
  ])('%s whatever its items are, so that none is passed over in silence', (_, value, records) => {
    expect(unwrapRecords(value)).toEqual(records.map((one) => ({ record: one })));
  });
});

describe('unwrapRecords', () => {
  it.each([
    ['an object of another kind', { hello: 'world' }],
    ['an object whose Records are no list', { Records: record }],
    ['half of a digest file', { digestStartTime: '2026-10-01T08:00:00Z' }],
    ['the other half of a digest file', { logFiles: [] }],
    ['text', 'text'],
    ['a number', 7],
    ['null', null],
    ['nothing', undefined],
  ])('takes nothing out of %s', (_, value) => {
    expect(unwrapRecords(value)).toBeUndefined();
  });

  it('knows that the digest file of a trail holds no records', () => {
    const digest = { awsAccountId: '123456789012', digestStartTime: '2026-10-01T08:00:00Z', logFiles: [] };
    expect(unwrapRecords(digest)).toEqual([]);
  });

  it('names a body that is not JSON as malformed, without quoting it, and goes on', () => {
    const value = { Records: [message('{"token": S3CR3T}'), message(JSON.stringify(record))] };
    const [broken, sound] = unwrapRecords(value) ?? [];
    expect(broken).toEqual({ malformed: expect.stringMatching(/^not JSON: /) });
    expect(JSON.stringify(broken)).not.toContain('S3CR3T');
    expect(sound).toEqual({ record });
  });

  it('opens four envelopes', () => {
    expect(unwrapRecords([[[[record]]]])).toEqual([{ record }]);
  });

  it.each([
    ['lists in lists', [[[[[record]]]]]],
    [
      'bodies in bodies',
      Array.from({ length: 5 }).reduce<object>((inner) => message(JSON.stringify(inner)), record),
    ],
    ['a hundred thousand lists', JSON.parse(`${'['.repeat(1e5)}${']'.repeat(1e5)}`)],
  ])('opens no more than four envelopes: %s', (_, value) => {
    expect(unwrapRecords(value)).toEqual([{ malformed: 'envelopes nested too deep' }]);
  });
});
