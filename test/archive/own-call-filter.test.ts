import { describe, expect, it } from 'vitest';
import { OwnCallFilter } from '../../shared/archive/own-call-filter.ts';
import { parseTime } from '../../shared/cloudtrail/time.ts';
import { record } from '../support/cli/audit-command.ts';

const at = (time: string) => parseTime(`2026-10-01T${time}Z`);

/** A call to S3 by the compliant record's requester. */
function call(eventID: string, time = '09:00:00', delta: object = {}) {
  return record(eventID, {
    eventSource: 's3.amazonaws.com',
    eventName: 'ListBuckets',
    eventTime: `2026-10-01T${time}Z`,
    requestParameters: null,
    responseElements: null,
    ...delta,
  });
}

function wanted(calls: readonly unknown[], range = {}): boolean[] {
  const filter = new OwnCallFilter(range);
  return calls.map((one) => filter.wants(one));
}

describe('OwnCallFilter', () => {
  it('wants the first call of each name and source, and none that comes later', () => {
    const calls = [
      call('b'),
      call('c', '09:00:01'),
      call('d', '09:00:00', { eventName: 'GetObject' }),
      call('e', '09:00:00', { eventSource: 'kms.amazonaws.com' }),
    ];
    expect(wanted(calls)).toEqual([true, false, true, true]);
  });

  it('wants a call that is earlier than those before it, by time and then by id', () => {
    const calls = [
      call('b'),
      call('c', '08:00:00'),
      call('c', '08:00:00'),
      call('a', '08:00:00'),
      call('b', '08:30:00'),
    ];
    expect(wanted(calls)).toEqual([true, true, false, true, false]);
  });

  it('wants those of another caller', () => {
    const other = {
      userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/other', principalId: 'AIDA2' },
    };
    expect(wanted([call('a'), call('b', '09:00:01', other)])).toEqual([true, true]);
  });

  it('wants those of the time range, its start and not its end', () => {
    const calls = ['08:59:59', '09:00:00', '09:59:59', '10:00:00'].map((time, index) =>
      call('x', time, { eventName: `Get${index}` }),
    );
    expect(wanted(calls, { from: at('09:00:00'), to: at('10:00:00') })).toEqual([false, true, true, false]);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a call that failed', call('a', '09:00:00', { errorCode: 'AccessDenied' })],
    ['an event that is no call', call('a', '09:00:00', { eventType: 'AwsServiceEvent' })],
  ])('does not want %s', (_, one) => {
    expect(wanted([one])).toEqual([false]);
  });
});
