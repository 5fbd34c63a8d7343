import { DeleteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import type { AccessSnapshot } from '../../../shared/access/access-snapshot.ts';
import { snapshotStore } from '../../../shared/aws/facts/snapshot-store.ts';
import { compliantSubmission, patched } from '../../../shared/examples/compliant.ts';
import {
  type FaultName,
  type FaultSubmission,
  faultAccount,
  faultSubmissions,
  operatorsPolicy,
  type Told,
} from '../../../shared/examples/fault-table.ts';
import type { ProxyResponse } from '../../../shared/http/problem.ts';
import { appConfig } from './app-config.ts';
import { account } from './clients.ts';
import type { Deployment } from './deployment.ts';
import { brokenConnection, emptiness, garbage, iamRefusal, refusal, silence } from './faults.ts';
import { type Fault, faultyEndpoint } from './faulty-endpoint.ts';
import { byId, functionsOf } from './wiring.ts';

/** What goes wrong while the submissions of a row are handed in. */
export interface Failing {
  readonly operations: readonly string[];
  readonly fault: FaultName;
}

/** What each submission was told, by its id on the bus, and which of its calls AWS got. */
export interface Asked {
  readonly told: Told[];
  /** Submission id → what it was told. */
  readonly byId: ReadonlyMap<string, Told>;
  /** The operations that failed at least once. */
  readonly met: readonly string[];
  readonly called: readonly string[];
}

const submissions = Object.keys(faultSubmissions) as FaultSubmission[];
const statuses: Readonly<Record<number, Told>> = { 200: 'allow', 403: 'block', 503: '503' };

/** Hands in each submission to a hook that has just started, whose calls to AWS fail as wanted. */
export async function ask(stack: Deployment, row: string, failing?: Failing): Promise<Asked> {
  // What waits for nobody waits alone, or a row would take a minute.
  const groups = failing?.fault === 'silence' ? submissions.map((one) => [one]) : [submissions];
  const asked = await Promise.all(groups.map((group) => askOneHook(stack, { row, group, failing })));
  const byId = new Map(asked.flatMap((one) => [...one.byId]));
  return {
    told: [...byId.values()],
    byId,
    met: asked.flatMap(({ met }) => met),
    called: asked.flatMap(({ called }) => called),
  };
}

interface Group {
  readonly row: string;
  readonly group: readonly FaultSubmission[];
  readonly failing: Failing | undefined;
}

async function askOneHook(
  { endpoint: { url }, outputs }: Deployment,
  { row, group, failing }: Group,
): Promise<Omit<Asked, 'told'>> {
  const endpoint = await faultyEndpoint(url);
  const { operations = [], fault = 'failure' } = failing ?? {};
  if (!operations.includes('GET /configuration')) appConfig(endpoint).holds(operatorsPolicy);
  for (const operation of operations) endpoint.fail(operation, faultOf(operation, fault), Infinity);
  const functions = functionsOf({
    template: inject('template'),
    code: inject('code'),
    outputs,
    url: endpoint.url,
    host: {},
  });
  const hook = byId(functions, 'CheckSubmission');
  const told = new Map<string, Told>();
  try {
    for (const name of group) {
      const id = `${row}-${name}`;
      const { statusCode } = (await hook.invoke(requestOf(name, id))) as ProxyResponse;
      const answer = statuses[statusCode];
      if (answer === undefined) throw new Error(`${id}: told ${statusCode}`);
      told.set(id, answer);
    }
    const unmet = endpoint.unmet();
    return {
      byId: told,
      met: operations.filter((operation) => !unmet.includes(operation)),
      called: endpoint.called(),
    };
  } finally {
    await hook.kill();
    await endpoint.goDown();
  }
}

/** As API Gateway hands it over, from a caller of its own: nobody asks too often. */
function requestOf(name: FaultSubmission, submissionId: string): object {
  const submission = patched(compliantSubmission, { ...faultSubmissions[name].delta, submissionId });
  return {
    headers: { 'content-type': 'application/json' },
    requestContext: { identity: { userArn: `arn:aws:iam::${account}:user/${submissionId}` } },
    body: JSON.stringify(submission),
  };
}

const speaksXml: ReadonlySet<string> = new Set(['GetAccessKeyInfo', 'GetRole']);

/** AWS STS and AWS IAM speak XML. */
function faultOf(operation: string, fault: FaultName): Fault {
  const refuse = speaksXml.has(operation) ? iamRefusal : refusal;
  const faults: Readonly<Record<FaultName, Fault>> = {
    failure: refuse('InternalFailure', 500),
    throttling: refuse('ThrottlingException', 400),
    refusal: refuse('AccessDeniedException', 403),
    reset: brokenConnection,
    garbage,
    emptiness,
    silence,
  };
  return faults[fault];
}

/** Puts into the table what RefreshPrincipals would have found in the account at a time, and nothing else. */
export async function listAccount(stack: Deployment, at: Date): Promise<void> {
  await empty(stack);
  const { dynamoDb, output } = stack;
  const store = snapshotStore({ client: async () => dynamoDb, tableName: output('TableName') });
  const takenAt = at.toISOString();
  const { requester, administrator, rootKey } = faultAccount;
  await store.put([requester, administrator].map((one) => snapshotOf(one, takenAt)));
  await store.putKeys(
    [requester, administrator].map(({ arn, accessKeyId }) => ({
      accessKeyId,
      owner: { arn, principalId: idOf(arn) },
      takenAt,
    })),
  );
  await store.putListing(account, { listedAt: takenAt, keysListedAt: takenAt, rootHasKeys: true });
  const soughtAt = new Date(at.getTime() - 60_000).toISOString();
  const Item = { pk: { S: `sought#${rootKey}` }, sk: { S: 'sought' }, soughtAt: { S: soughtAt } };
  await dynamoDb.send(new PutItemCommand({ TableName: output('TableName'), Item }));
}

/** Takes everything out of the table. */
export async function empty({ dynamoDb, output }: Deployment): Promise<void> {
  const TableName = output('TableName');
  const { Items = [] } = await dynamoDb.send(new ScanCommand({ TableName }));
  for (const { pk = { S: '' }, sk = { S: '' } } of Items)
    await dynamoDb.send(new DeleteItemCommand({ TableName, Key: { pk, sk } }));
}

function snapshotOf(
  { arn, hasAccess }: { readonly arn: string; readonly hasAccess: boolean },
  takenAt: string,
): AccessSnapshot {
  return {
    access: { arn, hasAccess, grants: hasAccess ? [{ policy: 'administrator', statement: '#1' }] : [] },
    principalId: idOf(arn),
    keys: [],
    reach: undefined,
    takenAt,
    accessSince: hasAccess ? takenAt : undefined,
  };
}

function idOf(arn: string): string {
  return `AIDA${arn.split('/').at(-1)?.toUpperCase()}`;
}
