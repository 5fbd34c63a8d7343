import { type Fields, isObject } from '../json/value.ts';
import { MalformedRecordError } from './errors.ts';
import { type MemberNames, recordNames } from './member-names.ts';
import { parseStruct } from './struct-text.ts';

const beginsAsJson = /^\s*\{\s*["}]/;
/** Members without which nothing can be judged; others stay text where they cannot be read. */
const needed = new Set(['userIdentity', 'addendum']);
const neededOfRequests = new Set(['requestParameters', 'responseElements']);

/**
 * Makes a record of a row of a table: its members get the names that CloudTrail gives them, at every known level, and
 * texts that stand for objects are read, as JSON or as a struct. Empty texts and `null` are members that the record lacks.
 * Throws {@link MalformedRecordError} where a member that is judged cannot be read for certain.
 */
export function restoreRecord(row: Fields): Fields {
  const members: [string, unknown][] = [];
  const isRequest = (row.eventSource ?? row.eventsource) === 'sts.amazonaws.com';
  for (const column in row) {
    const value = row[column];
    if (value === '' || value === 'null' || value === null) continue;
    const known = recordNames.get(column.toLowerCase());
    const name = known?.name ?? column;
    // Where a column is there twice, in both cases, CloudTrail's own spelling counts.
    if (name !== column && row[name] !== undefined) continue;
    const fail = () => mustRead(name, isRequest);
    members.push([name, typeof known?.is === 'object' ? restored(value, known.is, fail) : value]);
  }
  return Object.fromEntries(members);
}

function mustRead(name: string, isRequest: boolean): void {
  if (!needed.has(name) && !(isRequest && neededOfRequests.has(name))) return;
  throw new MalformedRecordError(
    `expected \`${name}\` to be an object, got a text whose members cannot be told apart for certain`,
  );
}

function restored(value: unknown, members: MemberNames, unreadable: () => void): unknown {
  if (typeof value !== 'string') return named(value, members);
  const read = objectIn(value, members);
  if (read !== undefined) return named(read, members);
  unreadable();
  return value;
}

function objectIn(text: string, members: MemberNames): Fields | undefined {
  if (!beginsAsJson.test(text)) return parseStruct(text, members);
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function named(value: unknown, members: MemberNames): unknown {
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([name, member]) => {
    const known = members.get(name.toLowerCase());
    return [known?.name ?? name, typeof known?.is === 'object' ? named(member, known.is) : member];
  });
  return Object.fromEntries(entries);
}
