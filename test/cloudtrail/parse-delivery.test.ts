import { describe, expect, it } from 'vitest';
import { MalformedRecordError } from '../../shared/cloudtrail/errors.ts';
import { parseDelivery } from '../../shared/cloudtrail/parse-delivery.ts';
import { parseRecord } from '../../shared/cloudtrail/parse-record.ts';
import { compliantRecord, patched } from '../../shared/examples/compliant.ts';
import { expiredCallRecord } from '../support/evaluation/subjects.ts';
import { caught } from '../support/hostile/caught.ts';

const account = '123456789012';
const sts = {
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.sts',
  account,
  detail: compliantRecord,
};
const s3 = { ...sts, source: 'aws.s3', detail: expiredCallRecord };

function without(name: keyof typeof sts) {
  const { [name]: _, ...rest } = sts;
  return rest;
}

describe('a delivery', () => {
  it.each<[string, object, object]>([
    ['a credential request', sts, compliantRecord],
    ['a call that another service refused', s3, expiredCallRecord],
    ['a service whose source has another name', { ...s3, source: 'aws.storage' }, expiredCallRecord],
    ['an event without an account', without('account'), compliantRecord],
    ['an event without a source', without('source'), compliantRecord],
    ['a record by itself', compliantRecord, compliantRecord],
  ])('is read where nothing contradicts: %s', (_, event, record) => {
    expect(parseDelivery(event)).toEqual(parseRecord(record));
  });

  it.each([null, ''])('is read where the record says %j of its recipient', (recipientAccountId) => {
    const detail = { ...compliantRecord, recipientAccountId };
    expect(parseDelivery({ ...sts, detail })).toEqual(parseRecord(detail));
  });

  it('that no rule concerns is left out, whatever the envelope says', () => {
    const detail = patched(compliantRecord, { eventName: 'GetCallerIdentity' });
    expect(parseDelivery({ ...sts, account: '999999999999', detail })).toBeUndefined();
  });

  it.each<[string, object]>([
    ['account', { account: '999999999999' }],
    ['account', { account: 123456789012 }],
    ['account', { account: null }],
    ['account', { account: '' }],
    ['source', { source: 'aws.s3' }],
    ['source', { source: 'my.mapping' }],
    ['source', { source: 'sts' }],
    ['source', { source: null }],
    ['source', { source: 'aws.sts', detail: expiredCallRecord }],
    ['source', { source: 'xaws.s3', detail: expiredCallRecord }],
    ['detail-type', { 'detail-type': 'Mapping Submission Requested' }],
    ['detail-type', { 'detail-type': null }],
  ])('is refused where its `%s` contradicts the record: %j', (name, change) => {
    const error = caught(() => parseDelivery({ ...sts, ...change }));
    expect(error).toBeInstanceOf(MalformedRecordError);
    expect(error?.message).toContain(`\`${name}\``);
    expect(error?.message).not.toMatch(/9999|mapping|s3\b/i);
  });

  it.each([null, 7, [], { ...sts, detail: null }, { ...sts, detail: { eventSource: 7 } }])(
    'is refused where it holds no record: %j',
    (value) => expect(() => parseDelivery(value)).toThrow(MalformedRecordError),
  );
});
