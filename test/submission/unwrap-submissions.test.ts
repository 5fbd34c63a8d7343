import { describe, expect, it } from 'vitest';
import { compliantSubmission } from '../../shared/examples/compliant.ts';
import { NotJsonError } from '../../shared/json/parse.ts';
import { unwrapSubmissions } from '../../shared/submission/unwrap-submissions.ts';

const one = { ...compliantSubmission, submissionId: 'one' };
const other = { ...compliantSubmission, submissionId: 'other' };
const event = (detail: unknown) => ({
  'detail-type': 'Mapping Submission Requested',
  source: 'etl.mapping',
  detail,
});
const message = (value: unknown) => ({ eventSource: 'aws:sqs', messageId: 'm', body: JSON.stringify(value) });
const request = (body: string, isBase64Encoded = false) => ({ httpMethod: 'POST', body, isBase64Encoded });

describe('unwrapSubmissions', () => {
  it.each([
    ['one submission', one, [one]],
    ['a list of submissions', [one, other], [one, other]],
    ['an empty list', [], []],
    ['an EventBridge event', event(one), [one]],
    ['a list of EventBridge events', [event(one), event(other)], [one, other]],
    ['an SQS event', { Records: [message(one), message(event(other))] }, [one, other]],
    ['an API Gateway request', request(JSON.stringify(one)), [one]],
    [
      'an API Gateway request in base64',
      request(Buffer.from(JSON.stringify(one)).toString('base64'), true),
      [one],
    ],
    ['an API Gateway request with a list', request(JSON.stringify([one, other])), [one, other]],
  ])('takes the submissions out of %s', (_, value, submissions) => {
    expect(unwrapSubmissions(value)).toEqual(submissions);
  });

  it.each([
    ['text', 'text'],
    ['null', null],
    ['an object of another kind', { hello: 'world' }],
    ['an object with a body that nobody knows', { body: JSON.stringify(one) }],
    ['a request without a body', { httpMethod: 'POST', body: null }],
    ['an object whose Records are no list', { Records: one }],
  ])('leaves %s as it is, for the contract to refuse', (_, value) => {
    expect(unwrapSubmissions(value)).toEqual([value]);
  });

  it('refuses a body that is not JSON, without quoting it', () => {
    expect(() => unwrapSubmissions(request('{"token": S3CR3T}'))).toThrow(
      new NotJsonError('not JSON: unexpected character'),
    );
  });

  it('opens four envelopes, and leaves what is deeper as it is', () => {
    expect(unwrapSubmissions([[[[one]]]])).toEqual([one]);
    expect(unwrapSubmissions([[[[[one]]]]])).toEqual([[one]]);
  });

  it('survives a hundred thousand lists in each other', () => {
    const [rest] = unwrapSubmissions(JSON.parse(`${'['.repeat(1e5)}${']'.repeat(1e5)}`));
    expect(Array.isArray(rest)).toBe(true);
  });
});
