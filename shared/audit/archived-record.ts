import { MalformedRecordError } from '../cloudtrail/errors.ts';
import { hasTextMembers } from '../cloudtrail/record-shape.ts';
import { restoreRecord } from '../cloudtrail/restore-record.ts';
import { parseTime } from '../cloudtrail/time.ts';
import { parseJson } from '../json/parse.ts';
import { isObject } from '../json/value.ts';

/** A record in JSON, or parsed; or why it cannot be read. */
type ArchivedContent =
  | { readonly json: string }
  | { readonly content: unknown }
  | { readonly malformed: string };

/** The same, and where it stands in its file (`record 3`, `line 17`). */
export type ArchivedRecord = ArchivedContent & { readonly place: string };

/** When a record says that it was; `undefined` where it does not. Seconds since 1970 UTC. */
export function timeOf(record: unknown): number | undefined {
  return isObject(record) && typeof record.eventTime === 'string' ? parseTime(record.eventTime) : undefined;
}

/** The record parsed. Throws {@link MalformedRecordError} or {@link NotJsonError}. */
export function contentOf(record: ArchivedContent): unknown {
  if ('malformed' in record) throw new MalformedRecordError(record.malformed);
  if ('content' in record) return record.content;
  const value = parseJson(record.json);
  return isObject(value) && hasTextMembers(value) ? restoreRecord(value) : value;
}
