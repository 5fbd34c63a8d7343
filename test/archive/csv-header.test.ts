import { describe, expect, it } from 'vitest';
import { isCsvHeader } from '../../shared/archive/csv-header.ts';

describe('isCsvHeader', () => {
  it.each([
    '@timestamp,@message',
    '\ufeff"_time";"_raw"\r',
    'eventJson',
    'eventversion\tuseridentity\teventtime\teventsource',
    'Event name,Event time,User name,Event source,Resource type,Resource name',
    'TenantId,AwsEventId,EventName',
  ])('knows %j', (line) => {
    expect(isCsvHeader(line)).toBe(true);
  });

  it.each([
    '',
    'name,address',
    '{"eventName":"a","message":"b"}',
    '2026-10-01T08:00:00Z,message,{"eventName": "a"}',
    '<134>1 host,message',
    'the message, a long one',
    `message,${'a'.repeat(20_000)}`,
  ])('takes %j for none', (line) => {
    expect(isCsvHeader(line)).toBe(false);
  });
});
