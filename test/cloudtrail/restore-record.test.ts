import { describe, expect, it } from 'vitest';
import { MalformedRecordError } from '../../shared/cloudtrail/errors.ts';
import { restoreRecord } from '../../shared/cloudtrail/restore-record.ts';
import { lowerCased } from '../support/archive/lower-cased.ts';
import { type Json, record } from '../support/cli/audit-command.ts';

const whole = record('one');
const doubtful = '{type=SAMLUser, username=x, type=Root}';

describe('restoreRecord', () => {
  it('gives members their names at every known level', () => {
    expect(restoreRecord(lowerCased(whole) as Json)).toEqual(whole);
  });

  it('reads texts that stand for objects, as JSON or as a struct', () => {
    const row = {
      eventsource: 'sts.amazonaws.com',
      useridentity: '{type=IAMUser, sessioncontext=null}',
      requestparameters: '{ "roleArn": "arn", "tags": [] }',
      responseelements: '{}',
    };
    expect(restoreRecord(row)).toEqual({
      eventSource: 'sts.amazonaws.com',
      userIdentity: { type: 'IAMUser', sessionContext: null },
      requestParameters: { roleArn: 'arn', tags: [] },
      responseElements: {},
    });
  });

  it('takes empty texts and `null` for members that the record lacks', () => {
    expect(
      restoreRecord({ eventname: 'a', errorcode: '', errormessage: 'null', requestparameters: null }),
    ).toEqual({
      eventName: 'a',
    });
  });

  it('keeps members that it does not know, whatever their names', () => {
    const row = JSON.parse('{"eventname": "a", "year": "2026", "__proto__": "b"}');
    expect(Object.entries(restoreRecord(row))).toEqual([
      ['eventName', 'a'],
      ['year', '2026'],
      ['__proto__', 'b'],
    ]);
  });

  it('takes CloudTrail’s own spelling where a member is there twice', () => {
    expect(restoreRecord({ eventname: 'a', eventName: 'b' })).toEqual({ eventName: 'b' });
    expect(restoreRecord({ eventName: 'b', eventname: 'a' })).toEqual({ eventName: 'b' });
  });

  it.each([
    ['who made a call', { eventsource: 's3.amazonaws.com', useridentity: doubtful }],
    [
      'what STS was asked for',
      { eventsource: 'sts.amazonaws.com', requestparameters: '{roleArn=a, roleArn=b}' },
    ],
    [
      'what STS was asked for, cut off',
      { eventSource: 'sts.amazonaws.com', requestParameters: '{"roleArn": "a' },
    ],
    ['what STS answered', { eventsource: 'sts.amazonaws.com', responseelements: '[]' }],
  ])('refuses to guess %s, and does not quote it', (_, row) => {
    expect(() => restoreRecord(row)).toThrow(MalformedRecordError);
    expect(() => restoreRecord(row)).toThrow(/cannot be told apart for certain$/);
  });

  it('leaves alone what no rule reads', () => {
    const row = { eventsource: 's3.amazonaws.com', requestparameters: '{key=a, key=b}' };
    expect(restoreRecord(row)).toEqual({
      eventSource: 's3.amazonaws.com',
      requestParameters: '{key=a, key=b}',
    });
  });
});
