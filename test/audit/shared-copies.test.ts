import { describe, expect, it } from 'vitest';
import { eventOf } from '../../shared/audit/event.ts';
import { SharedCopies } from '../../shared/audit/shared-copies.ts';
import { parseRecord } from '../../shared/cloudtrail/parse-record.ts';
import { type Json, record } from '../support/cli/audit-command.ts';

const copy = (eventID: string, recipientAccountId: string, delta: object = {}): Json =>
  record(eventID, { sharedEventID: 'shared-1', recipientAccountId, ...delta });

/** What decides of some records, by the copy's own id, and where others went. */
function decided(...records: readonly Json[]) {
  const copies = new SharedCopies();
  const taken = records.map((one) => copies.take(eventOf(one), parseRecord(one)));
  const released = [...copies.release()].map(({ record: { eventId, copiedTo } }) => [eventId, copiedTo]);
  return { taken, released, left: [...copies.release()] };
}

describe('SharedCopies', () => {
  it('has the first of several that are as good decide, and names the accounts of others once', () => {
    const { released } = decided(
      copy('a', '210987654321'),
      copy('b', '555555555555'),
      copy('c', '210987654321'),
      copy('d', '555555555555'),
    );
    expect(released).toEqual([['a', ['555555555555']]]);
  });

  it('takes nothing that is no copy, and releases once', () => {
    const { taken, released, left } = decided(record('x'), copy('a', '123456789012'));
    expect(taken).toEqual([false, true]);
    expect(released).toEqual([['a', undefined]]);
    expect(left).toEqual([]);
  });

  it('holds back what is known to be none that a rule concerns any more', () => {
    const none = { eventCategory: 'NetworkActivity', addendum: { originalEventID: 'a' } };
    const { taken, released } = decided(copy('a', '123456789012'), copy('b', '123456789012', none));
    expect(taken).toEqual([true, true]);
    expect(released).toEqual([]);
  });
});
