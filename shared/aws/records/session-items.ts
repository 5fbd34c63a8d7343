import { sha256 } from '../../json/sha256.ts';
import type { Run } from '../../sessions/run.ts';
import type { TrackedSession, WarningKey } from '../../sessions/session-store.ts';
import { asTold } from '../../sessions/told-run.ts';
import type { Item } from '../facts/fact-table.ts';
import { placeOf } from './listing-items.ts';

/** UTF-16 code units; a key of DynamoDB takes 2,048 bytes in its first part and 1,024 in its second. */
const longestName = 300;
/** The place, among roles, of runs that may assume every role that a glob matches. */
export const anyRole = '*';
/** Greater than every time. */
const goesOn = '~';

/** The place of what is named, whatever the length of its name. */
function named(kind: string, name: string): string {
  return `${kind}#${name.length > longestName ? sha256(name) : name}`;
}

/** The partition of a role's sessions. */
export function sessionsOfRole(roleArn: string): string {
  return named('sessions', roleArn);
}

/** A session among those of its role: by the second of its issue. */
export function sessionPlace(issuedAt: number, key = ''): string {
  return placeOf(new Date(issuedAt * 1000).toISOString(), key);
}

export function sessionOfRoleKey(roleArn: string, { issuedAt, key }: TrackedSession): Item {
  return { pk: { S: sessionsOfRole(roleArn) }, sk: { S: sessionPlace(issuedAt, named('request', key)) } };
}

export function sessionOfKeyKey(accessKeyId: string): Item {
  return { pk: { S: named('session', accessKeyId) }, sk: { S: 'session' } };
}

export function runItemKey(key: string): Item {
  return { pk: { S: named('run', key) }, sk: { S: 'run' } };
}

/** The partition of the runs that may assume a role. */
export function runsOfRole(role: string): string {
  return named('runs', role);
}

/**
 * A run among those of a role: by its end, in milliseconds since 1970 UTC, as a session concerns those alone that had not ended
 * when it was issued; runs that go on stand after all that have ended.
 */
export function runOfRoleKey(role: string, key: string, endedAt: number | undefined): Item {
  const end = endedAt === undefined ? goesOn : new Date(endedAt).toISOString();
  return { pk: { S: runsOfRole(role) }, sk: { S: placeOf(end, named('run', key)) } };
}

export function warningKey({ run, roleArn, expiresAt }: WarningKey): Item {
  return { pk: { S: named('run', run) }, sk: { S: `${named('warned', roleArn)}#${expiresAt}` } };
}

/** The one partition of the roles of which sessions are kept. */
export const seenRoles = 'roles';

export function seenRoleKey(roleArn: string): Item {
  return { pk: { S: seenRoles }, sk: { S: named('role', roleArn) } };
}

/** The partition in the index of a task's runs that have ended. */
export function endedRunsOf(taskId: string): string {
  return named('runs-of-task', taskId);
}

/** The item by which an ended run is found that has a name for its task. */
export function calledRunKey(key: string): Item {
  return { pk: { S: named('run', key) }, sk: { S: 'called' } };
}

/** The partition in the index of the ended runs of tasks with a name. */
export function endedRunsCalled(taskName: string): string {
  return named('runs-called', taskName);
}

/** What is told of a run as an item has it. */
export function toldIn({ told }: Item): readonly Run[] {
  return told?.S === undefined ? [] : JSON.parse(told.S);
}

/** The run that an item is of. */
export function runIn(item: Item): Run {
  return asTold(toldIn(item));
}
