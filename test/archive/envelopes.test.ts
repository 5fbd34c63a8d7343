import { describe, expect, it } from 'vitest';
import { openEnvelopes } from '../../shared/archive/envelopes.ts';
import { compliantRecord, compliantSubmission } from '../../shared/examples/compliant.ts';
import { parseUniqueJson } from '../../shared/json/parse.ts';

const record = { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole', eventID: 'first' };
const second = { ...record, eventID: 'second' };
const event = (detail: unknown) => ({
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.sts',
  detail,
});
const message = (body: string) => ({ eventSource: 'aws:sqs', messageId: 'm', body });
const request = (body: string, isBase64Encoded = false) => ({ httpMethod: 'POST', body, isBase64Encoded });
const looked = (CloudTrailEvent: string) => ({ EventId: 'e', CloudTrailEvent });

describe('openEnvelopes takes out of', () => {
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
    ['an empty log file', { Records: [] }, []],
    ['an empty list', [], []],
    ['a submission', compliantSubmission, [compliantSubmission]],
    ['an API Gateway request', request(JSON.stringify(compliantSubmission)), [compliantSubmission]],
    [
      'an API Gateway request in base64',
      request(Buffer.from(JSON.stringify(record)).toString('base64'), true),
      [record],
    ],
    ['an API Gateway request with a list', request(JSON.stringify([record, second])), [record, second]],
  ])('%s, in its order', (_, value, records) => {
    expect(openEnvelopes(value)).toEqual(records.map((content) => ({ content })));
  });

  it.each([
    ['a list', ['text', 7, null, { other: true }], ['text', 7, null, { other: true }]],
    ['a log file', { Records: ['text', second] }, ['text', second]],
    ['LookupEvents without the record', { Events: [{ EventId: 'e' }] }, [{ EventId: 'e' }]],
    ['a body that holds no object', message('"text"'), ['text']],
    ['an event without a detail to speak of', event(null), [null]],
  ])('%s whatever its items are, so that none is passed over in silence', (_, value, records) => {
    expect(openEnvelopes(value)).toEqual(records.map((content) => ({ content })));
  });
});

describe('openEnvelopes', () => {
  it.each([
    ['an object of another kind', { hello: 'world' }],
    ['an object whose Records are no list', { Records: record }],
    ['an object with a body that nobody knows', { body: JSON.stringify(record) }],
    ['a request without a body', { httpMethod: 'POST', body: null }],
    ['text', 'text'],
    ['a number', 7],
    ['null', null],
    ['nothing', undefined],
  ])('leaves %s as it is, for the reader to refuse', (_, value) => {
    expect(openEnvelopes(value)).toEqual([{ content: value }]);
  });

  it('names a body that is not JSON as malformed, without quoting it, and goes on', () => {
    const value = { Records: [message('{"token": S3CR3T}'), message(JSON.stringify(record))] };
    const [broken, sound] = openEnvelopes(value);
    expect(broken).toEqual({ malformed: expect.stringMatching(/^not JSON: /) });
    expect(JSON.stringify(broken)).not.toContain('S3CR3T');
    expect(sound).toEqual({ content: record });
  });

  it.each([
    ['with junk', 'e30='.replace('=', '!')],
    ['without its padding', 'e30'],
    ['of bytes that are no UTF-8', 'gA=='],
  ])('names a body in base64 %s as malformed', (_, body) => {
    expect(openEnvelopes(request(body, true))).toEqual([{ malformed: 'expected the Base64 of UTF-8 text' }]);
  });

  it('reads texts as it is told to', () => {
    const opened = openEnvelopes([message('{"a":1,"a":2}'), record], parseUniqueJson);
    expect(opened).toEqual([{ malformed: 'not I-JSON: /a is there more than once' }, { content: record }]);
  });

  it('opens four envelopes', () => {
    expect(openEnvelopes([[[[record]]]])).toEqual([{ content: record }]);
  });

  it.each([
    ['lists in lists', [[[[[record]]]]]],
    [
      'bodies in bodies',
      Array.from({ length: 5 }).reduce<object>((inner) => message(JSON.stringify(inner)), record),
    ],
    ['a hundred thousand lists', JSON.parse(`${'['.repeat(1e5)}${']'.repeat(1e5)}`)],
  ])('opens no more than four envelopes: %s', (_, value) => {
    expect(openEnvelopes(value)).toEqual([{ malformed: 'envelopes nested too deep' }]);
  });
});
