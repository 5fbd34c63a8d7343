import { MalformedRecordError } from '../cloudtrail/errors.ts';
import { hasTextMembers, isRecord, isRow, withEventTime } from '../cloudtrail/record-shape.ts';
import { restoreRecord } from '../cloudtrail/restore-record.ts';
import type { Fields } from '../json/value.ts';
import { LimitError } from './descent-limits.ts';
import type { Aside, Found } from './found.ts';

/** The place of what is a file by itself. */
const onlyRecord = 'record 1';

/** An object as a record, with the names that CloudTrail gives its members, or that it cannot be read for certain. */
export function foundRecord(value: Fields, place: string): Found {
  try {
    const isOfTable = hasTextMembers(value) || (!isRecord(value) && isRow(value));
    const record = isOfTable ? restoreRecord(value) : value;
    return { place: place || onlyRecord, record: withEventTime(record) };
  } catch (error) {
    if (error instanceof MalformedRecordError) return foundMalformed(error.message, place);
    throw error;
  }
}

export function foundMalformed(malformed: string, place: string): Found {
  return { place: place || onlyRecord, malformed };
}

export function foundAside(aside: Aside, place: string): Found {
  return { place, aside };
}

/** What passes a limit ends the part that it is in, and no more. */
export function* limited(found: Iterable<Found>, place: string): Generator<Found> {
  try {
    yield* found;
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    yield foundMalformed(error.message, place);
  }
}
