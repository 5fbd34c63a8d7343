import type { JudgedRecord } from '../../shared/cloudtrail/record.ts';
import type { Place } from '../../shared/coverage/covered-region.ts';
import { isEvent } from '../../shared/json/event-envelope.ts';
import { isObject } from '../../shared/json/value.ts';

/**
 * Where a record in an event is from, as EventBridge says: the record itself may say anything, though not what contradicts
 * the event's account (`parseDelivery`). `undefined` for a record that came by itself.
 */
export function placeOf(delivery: unknown, record: JudgedRecord | undefined): Place | undefined {
  if (record === undefined || !isObject(delivery) || !isEvent(delivery)) return undefined;
  const { account = record.recipientAccountId, region = record.region } = delivery;
  return typeof account === 'string' && typeof region === 'string'
    ? { accountId: account, region }
    : undefined;
}
