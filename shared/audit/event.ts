import type { EventKey } from '../archive/event-table.ts';
import { isUpdate, recordId, text } from '../cloudtrail/parse-record.ts';
import { type Fields, isObject } from '../json/value.ts';
import { timeOf } from './archived-record.ts';

/** What tells a record's event from others, and the record from other records of it. */
export interface Event {
  readonly id: string | undefined;
  /** Seconds since 1970 UTC; 0 where it has none. Records of two times are of two events, whatever their ids. */
  readonly time: number;
  /** Its source and name. */
  readonly kind: string;
  /** Whether the record brings one up to date that was delivered before. */
  readonly isUpdated: boolean;
  /** Whether CloudTrail marked the record as one of perhaps several, each delivered to another account. */
  readonly isShared: boolean;
  /** Whose copy it is: the requester's own, another that names the requester, or one that does not (`AWSAccount`). */
  readonly copy: 'own' | 'named' | 'unnamed';
}

/** What event an archived value is the record of. */
export function eventOf(record: unknown): Event {
  const fields = isObject(record) ? record : {};
  return {
    id: recordId(fields),
    time: timeOf(fields) ?? 0,
    kind: `${fields.eventSource} ${fields.eventName}`,
    isUpdated: isUpdate(fields),
    isShared: text(fields.sharedEventID) !== undefined,
    copy: copyOf(fields),
  };
}

/** Whether an event is known by an id: without one, no other record is of it. */
export function hasId(event: Event): event is Event & EventKey {
  return event.id !== undefined;
}

function copyOf({ userIdentity, recipientAccountId }: Fields): Event['copy'] {
  if (!isObject(userIdentity) || userIdentity.type === 'AWSAccount') return 'unnamed';
  const account = text(userIdentity.accountId);
  return account !== undefined && account === recipientAccountId ? 'own' : 'named';
}
