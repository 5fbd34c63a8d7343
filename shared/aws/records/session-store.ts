import type { QueryCommandInput, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { sha256 } from '../../json/sha256.ts';
import type { Run } from '../../sessions/run.ts';
import { byIssue } from '../../sessions/run-cover.ts';
import {
  lateSeconds,
  mostEndedRuns,
  type SessionStore,
  type TrackedSession,
  trackedSeconds,
} from '../../sessions/session-store.ts';
import { isGlob } from '../../sessions/task-roles.ts';
import { asTold, runKey, tell } from '../../sessions/told-run.ts';
import { FactTableError, getItems, type Item, keyText, type Table } from '../facts/fact-table.ts';
import { listingIndex, placeOf } from './listing-items.ts';
import { readItems } from './read-items.ts';
import { expiry, firstWrite, isKept, type Retention } from './retention.ts';
import {
  anyRole,
  calledRunKey,
  endedRunsCalled,
  endedRunsOf,
  runIn,
  runItemKey,
  runOfRoleKey,
  runsOfRole,
  seenRoleKey,
  seenRoles,
  sessionOfKeyKey,
  sessionOfRoleKey,
  sessionPlace,
  sessionsOfRole,
  toldIn,
  warningKey,
} from './session-items.ts';
import { again, persistently, writeTogether } from './transaction.ts';

/**
 * Places that a run has of its own, as DynamoDB takes 100 items in one write: those of further roles are that of all. A run
 * names 64 at once, and more with each that is told of it.
 */
const mostPlaces = 64;
/** Roles that are known to be noted, so that they are not noted with each of their sessions. */
const mostNoted = 10_000;

export interface SessionStoreOptions extends Table, Retention {}

/** Makes the store of sessions and runs on the project's table. What it reads of its own is as it is now. */
export function dynamoSessions(options: SessionStoreOptions): SessionStore {
  const { client, tableName, now } = options;
  const seconds = () => Math.floor(now().getTime() / 1000);
  const inTrackedTime = () => expiring(seconds() + trackedSeconds);
  /** DynamoDB deletes nothing that is five years past its time (Developer Guide, "Time to Live"). */
  const until = (time: number) => expiring(Math.max(time, seconds()));
  const noted = new Set<string>();

  async function put(item: Item): Promise<void> {
    const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
    await (await client()).send(new PutItemCommand({ TableName: tableName, Item: item }));
  }

  async function remove(key: Item): Promise<void> {
    const { DeleteItemCommand } = await import('@aws-sdk/client-dynamodb');
    await (await client()).send(new DeleteItemCommand({ TableName: tableName, Key: key }));
  }

  async function one(key: Item): Promise<Item | undefined> {
    const [item] = await getItems(options, [key], true);
    return item !== undefined && isKept(item, options) ? item : undefined;
  }

  async function all(query: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> {
    const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
    const items: Item[] = [];
    let from: Item | undefined;
    do {
      const input = {
        TableName: tableName,
        ...query,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      };
      const { Items, LastEvaluatedKey } = await (await client()).send(new QueryCommand(input));
      if (!Array.isArray(Items)) throw new FactTableError('an answer without items');
      items.push(...Items);
      from = LastEvaluatedKey;
    } while (from !== undefined && query.Limit === undefined);
    return items;
  }

  async function partition(pk: string, from = ' '): Promise<Item[]> {
    const items = await all({
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND sk >= :from',
      ExpressionAttributeValues: { ':pk': { S: pk }, ':from': { S: from } },
    });
    return items.filter((item) => isKept(item, options));
  }

  /** Noted is a role each time that a function starts, so that it stays as long as there are sessions of it. */
  async function noteRole(roleArn: string): Promise<void> {
    if (noted.has(roleArn)) return;
    await put({ ...seenRoleKey(roleArn), role: { S: roleArn }, ...inTrackedTime() });
    if (noted.size === mostNoted) noted.clear();
    noted.add(roleArn);
  }

  async function putSession(session: TrackedSession): Promise<void> {
    const { roleArn, accessKeyId, issuedAt } = session;
    const attributes = { document: { S: JSON.stringify(session) }, ...until(issuedAt + trackedSeconds) };
    await Promise.all([
      ...(roleArn === undefined
        ? []
        : [put({ ...sessionOfRoleKey(roleArn, session), ...attributes }), noteRole(roleArn)]),
      ...(accessKeyId === undefined ? [] : [put({ ...sessionOfKeyKey(accessKeyId), ...attributes })]),
    ]);
  }

  /** What somebody else has told meanwhile is read again. */
  async function tryPutRun(said: Run, roles: readonly string[]): Promise<Run | typeof again> {
    const key = runKey(said);
    const before = await one(runItemKey(key));
    const told = tell(before === undefined ? [] : toldIn(before), said);
    const run = asTold(told);
    const places = placesOf(before?.places?.SS ?? [], roles);
    const pointers = [...places].map((place) => ({
      Put: {
        TableName: tableName,
        Item: { ...runOfRoleKey(place, key, run.endedAt), ...pointerTo(run, place, places) },
      },
    }));
    const reasons = await writeTogether(options, [
      written(key, { told, places }, before),
      ...called(key, run),
      ...pointers,
    ]);
    if (reasons !== undefined) return again;
    await removeOutdated(key, { places, run, before });
    return run;
  }

  /** A run stands among those of its roles where it ends, and no more where it was thought to end, or to go on. */
  async function removeOutdated(
    key: string,
    { places, run, before }: { places: ReadonlySet<string>; run: Run; before: Item | undefined },
  ): Promise<void> {
    const ends = new Set(before === undefined ? [] : [runIn(before).endedAt]);
    // Also where it was known to have ended: whoever wrote that may have come no further.
    if (run.endedAt !== undefined) ends.add(undefined);
    ends.delete(run.endedAt);
    const outdated = [...ends].flatMap((end) => [...places].map((place) => runOfRoleKey(place, key, end)));
    await Promise.all(outdated.map(remove));
  }

  function written(
    key: string,
    { told, places }: { readonly told: readonly Run[]; readonly places: ReadonlySet<string> },
    before: Item | undefined,
  ): TransactWriteItem {
    const { taskId, endedAt } = asTold(told);
    const isListed = taskId !== undefined && endedAt !== undefined;
    const item: Item = {
      ...runItemKey(key),
      told: { S: JSON.stringify(told) },
      version: { N: String(Number(before?.version?.N ?? 0) + 1) },
      ...(places.size > 0 && { places: { SS: [...places] } }),
      ...(isListed && {
        listing: { S: endedRunsOf(taskId) },
        listed: { S: placeOfEnd(endedAt, key) },
      }),
      ...(endedAt === undefined ? inTrackedTime() : expiry(options)),
    };
    return {
      Put: {
        TableName: tableName,
        Item: item,
        ...(before === undefined ? firstWrite(options) : sameVersion(before)),
      },
    };
  }

  /** An item stands in one partition of the index: by the name of its task a run is found by another one. */
  function called(key: string, { taskId, taskName, endedAt }: Run): TransactWriteItem[] {
    if (taskName === undefined || taskName === taskId || endedAt === undefined) return [];
    const listed = { listing: { S: endedRunsCalled(taskName) }, listed: { S: placeOfEnd(endedAt, key) } };
    const item = { ...calledRunKey(key), ...listed, ...expiry(options) };
    return [{ Put: { TableName: tableName, Item: item } }];
  }

  /** Where the index has the latest of a partition. */
  async function latest(listing: string): Promise<Item[]> {
    return await all({
      IndexName: listingIndex,
      KeyConditionExpression: 'listing = :listing',
      ExpressionAttributeValues: { ':listing': { S: listing } },
      ScanIndexForward: false,
      Limit: mostEndedRuns,
    });
  }

  /** The latest runs of partitions of the index, each once, as they are now. */
  async function endedRunsIn(...listings: readonly string[]): Promise<Run[]> {
    const entries = (await Promise.all(listings.map(latest))).flat();
    const keys = entries.map(({ pk }): Item => ({ ...runItemKey(''), ...(pk && { pk }) }));
    const unique = new Map(keys.map((key) => [keyText(key), key]));
    const items = await readItems(options, [...unique.values()]);
    const runs = [...items.values()].filter((item) => isKept(item, options)).map(runIn);
    return runs.sort((one, other) => (other.endedAt ?? 0) - (one.endedAt ?? 0)).slice(0, mostEndedRuns);
  }

  function pointerTo(run: Run, place: string, places: ReadonlySet<string>): Item {
    const { endedAt, roleArns } = run;
    // Of the roles that it names itself each place has its own.
    const isOfPlace = (role: string) => placeAmong(places, role) === place;
    const own = roleArns === undefined ? run : { ...run, roleArns: roleArns.filter(isOfPlace) };
    return {
      told: { S: JSON.stringify([own]) },
      ...(endedAt === undefined ? inTrackedTime() : until(Math.floor(endedAt / 1000) + lateSeconds)),
    };
  }

  return {
    putSession,
    sessionsOf: async (roleArn, from, to) => {
      // DynamoDB refuses to look between bounds of which the upper one is less.
      if (Math.ceil(from) > Math.floor(to)) return [];
      const items = await all({
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': { S: sessionsOfRole(roleArn) },
          ':from': { S: sessionPlace(Math.ceil(from)) },
          ':to': { S: sessionPlace(Math.floor(to), '~') },
        },
      });
      const sessions = items.filter((item) => isKept(item, options)).map(sessionIn);
      return sessions.sort(byIssue);
    },
    sessionOfKey: async (accessKeyId) => {
      const item = await one(sessionOfKeyKey(accessKeyId));
      return item && sessionIn(item);
    },
    roles: async () => (await partition(seenRoles)).flatMap(({ role }) => role?.S ?? []).sort(),
    putRun: (said, roles) => persistently(() => tryPutRun(said, roles)),
    run: async (key) => {
      const item = await one(runItemKey(key));
      return item && runIn(item);
    },
    runsOf: async (roleArn, from) => {
      const since = new Date(from * 1000).toISOString();
      const places = [roleArn, anyRole].map((role) => partition(runsOfRole(role), since));
      return (await Promise.all(places)).flat().map(runIn);
    },
    endedRuns: (taskId) => endedRunsIn(endedRunsOf(taskId)),
    endedRunsCalled: (idOrName) => endedRunsIn(endedRunsOf(idOrName), endedRunsCalled(idOrName)),
    isWarned: async (warning) => (await one(warningKey(warning))) !== undefined,
    noteWarned: (warning) => put({ ...warningKey(warning), ...inTrackedTime() }),
  };
}

/** Runs of globs stand in one place. */
function placeOfRole(role: string): string {
  return isGlob(role) ? anyRole : role;
}

/** Where a run stands that stood in places before, and of which roles are told. */
function placesOf(before: readonly string[], roles: readonly string[]): ReadonlySet<string> {
  const places = new Set([...before, ...roles.map(placeOfRole)]);
  return places.size <= mostPlaces ? places : new Set([...before, anyRole]);
}

/** Which of a run's places a role of it has. */
function placeAmong(places: ReadonlySet<string>, role: string): string {
  const own = placeOfRole(role);
  return places.has(own) ? own : anyRole;
}

function placeOfEnd(endedAt: number, key: string): string {
  return placeOf(new Date(endedAt).toISOString(), sha256(key));
}

function expiring(seconds: number): Item {
  return { expiresAt: { N: String(seconds) } };
}

function sameVersion({ version = { N: '0' } }: Item) {
  return {
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': version },
  };
}

function sessionIn({ document }: Item): TrackedSession {
  return JSON.parse(document?.S ?? '');
}
