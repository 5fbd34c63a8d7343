import { accessFacts } from '../access/access-facts.ts';
import { callerKey, callerOf } from '../cloudtrail/observed-call.ts';
import type { Requester } from '../cloudtrail/record.ts';
import { factsOfRuns } from '../evaluation/facts-of-runs.ts';
import { type Fact, known, unavailable } from '../json/fact.ts';
import type { ExampleFacts, ExampleSession } from '../rules/example.ts';
import { type Facts, type IssuedSession, noFacts, type OwnCalls } from '../rules/facts.ts';
import { parseRun } from '../sessions/parse-run.ts';
import type { Run } from '../sessions/run.ts';

type Json = Record<string, unknown>;

/** A request that breaks no rule: a user without access of its own assumes a role for an hour. */
export const compliantRecord: Json = {
  eventVersion: '1.11',
  userIdentity: {
    type: 'IAMUser',
    principalId: 'AIDAEXAMPLEEXAMPLE01',
    arn: 'arn:aws:iam::123456789012:user/mapping-requester',
    accountId: '123456789012',
    accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
    userName: 'mapping-requester',
  },
  eventTime: '2026-10-01T08:00:00Z',
  eventSource: 'sts.amazonaws.com',
  eventName: 'AssumeRole',
  awsRegion: 'eu-central-1',
  sourceIPAddress: '192.0.2.10',
  userAgent: 'aws-sdk-java/1.12.700',
  requestParameters: {
    roleArn: 'arn:aws:iam::123456789012:role/redshift-stage',
    roleSessionName: 'mapping-orders',
    durationSeconds: 3600,
  },
  responseElements: {
    credentials: {
      accessKeyId: 'ASIAEXAMPLEEXAMPLE77',
      sessionToken: 'SESSION-TOKEN-THAT-MUST-NEVER-LEAVE',
      expiration: 'Oct 1, 2026, 9:00:00 AM',
    },
    assumedRoleUser: {
      assumedRoleId: 'AROAEXAMPLEEXAMPLE01:mapping-orders',
      arn: 'arn:aws:sts::123456789012:assumed-role/redshift-stage/mapping-orders',
    },
  },
  requestID: '11111111-2222-4333-8444-555555555501',
  eventID: '11111111-2222-4333-8444-555555555502',
  readOnly: true,
  eventType: 'AwsApiCall',
  managementEvent: true,
  eventCategory: 'Management',
  recipientAccountId: '123456789012',
};

/** A submission that breaks no rule: one connection, one bucket, a run of ten minutes. */
export const compliantSubmission: Json = {
  schemaVersion: '1',
  task: { name: 'orders-daily', expectedRunSeconds: 600 },
  connections: {
    redshift: {
      type: 'amazon-redshift-v2',
      authentication: 'assume-role-user',
      accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
      principalArn: 'arn:aws:iam::123456789012:user/mapping-requester',
      iamRoleArn: 'arn:aws:iam::123456789012:role/redshift-stage',
      region: 'eu-central-1',
    },
  },
  sources: [{ name: 'Orders', connection: 'redshift', s3BucketName: 'mapping-stage' }],
  targets: [{ name: 'Orders copy', connection: 'redshift', s3BucketName: 'mapping-stage' }],
};

/** A run that ended well after ten minutes, of a task that no submission names unless it says so. */
export const compliantRun: Json = {
  schemaVersion: '1',
  runId: 'run-1',
  task: { id: 'task-1', name: 'orders-daily' },
  startedAt: '2026-09-30T08:00:00Z',
  endedAt: '2026-09-30T08:10:00Z',
  outcome: 'success',
};

/** A run of the role that {@link compliantRecord} asks for, as runs are laid over sessions. */
export const coveredRun: Json = {
  ...compliantRun,
  startedAt: '2026-10-01T08:00:00Z',
  endedAt: '2026-10-01T08:10:00Z',
  roleArns: ['arn:aws:iam::123456789012:role/redshift-stage'],
};

/** Applies a delta as a JSON Merge Patch (RFC 7396) would, but patches arrays item by item. */
export function patched<T>(base: T, delta: unknown): T {
  if (!isMergeable(delta)) return delta as T;
  if (Array.isArray(delta)) {
    const items: unknown[] = Array.isArray(base) ? base : [];
    return Array.from({ length: Math.max(items.length, delta.length) }, (_, index) =>
      index in delta ? patched(items[index], delta[index]) : items[index],
    ) as T;
  }
  const merged: Json = isMergeable(base) && !Array.isArray(base) ? { ...(base as Json) } : {};
  for (const [name, value] of Object.entries(delta)) {
    if (value === null) delete merged[name];
    else merged[name] = patched(merged[name], value);
  }
  return merged as T;
}

/** Facts from their JSON shape. */
export function factsOf({
  access = [],
  observed = [],
  sessions = {},
  keyAccounts = {},
  keyOwners = {},
  roleMaximums = {},
  runs = [],
}: ExampleFacts = {}): Facts {
  return {
    ...noFacts,
    access: accessFacts(access),
    observed: { of: (requester) => ownCalls(observed, requester) },
    sessions: factsIn(sessions, issuedSession),
    keyAccounts: factsIn(keyAccounts, (account) => account),
    keyOwners: factsIn(keyOwners, (arn) => ({ arn })),
    roleMaximums: factsIn(roleMaximums, (seconds) => seconds),
    ...(runs === null ? nothingOfRuns : factsOfRuns(runsFrom(compliantRun, runs))),
  };
}

/** As AWS or the store answers: null where it was asked in vain. */
function factsIn<Given, T>(
  values: Readonly<Record<string, Given | null>>,
  valueIn: (given: Given) => T,
): Map<string, Fact<T>> {
  return new Map(
    Object.entries(values).map(([key, given]) => [key, given === null ? unavailable : known(valueIn(given))]),
  );
}

const nothingOfRuns: Pick<Facts, 'runs' | 'runsOfWorkloads'> = {
  runs: new Map([['task-1', unavailable]]),
  runsOfWorkloads: new Map([['orders-daily', unavailable]]),
};

function runsFrom(base: Json, deltas: readonly object[]): Run[] {
  return deltas.map((delta, index) => parseRun(patched(base, { runId: `run-${index}`, ...delta })));
}

function ownCalls(
  observed: NonNullable<ExampleFacts['observed']>,
  requester: Requester,
): OwnCalls | undefined {
  const caller = callerOf(requester);
  const own = caller && observed.find((one) => callerKey(one) === callerKey(caller));
  return own && { ...own, principal: own.principalArn, baselines: [] };
}

function issuedSession({ issuedAt, expiresAt, runs }: ExampleSession): IssuedSession {
  return {
    eventId: undefined,
    issuedAt: Date.parse(issuedAt) / 1000,
    expiresAt: expiresAt === undefined ? undefined : Date.parse(expiresAt) / 1000,
    sessionName: undefined,
    ...(runs !== undefined && { runs: runsFrom(coveredRun, runs) }),
  };
}

function isMergeable(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
