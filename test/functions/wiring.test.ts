import { basename } from 'node:path';
import { CheckNoNewAccessCommand } from '@aws-sdk/client-accessanalyzer';
import {
  GetLatestConfigurationCommand,
  StartConfigurationSessionCommand,
} from '@aws-sdk/client-appconfigdata';
import {
  BatchGetItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  type IAMClient,
  ListAccessKeysCommand,
} from '@aws-sdk/client-iam';
import { BatchImportFindingsCommand } from '@aws-sdk/client-securityhub';
import { GetAccessKeyInfoCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listingKey } from '../../shared/aws/facts/account-listing.ts';
import { snapshotKey } from '../../shared/aws/facts/snapshot-items.ts';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { digestOf } from '../../shared/json/digest.ts';
import { packText } from '../../shared/json/packed-text.ts';
import { queryPaths } from '../../tools/template/chapters/query-paths.ts';
import { accountOf, arnOf } from '../support/access/accounts.ts';
import { record, rootRecord } from '../support/cli/audit-command.ts';
import { entriesOf, type FunctionName, load, mockedAws } from '../support/functions/loaded-handler.ts';
import { diedRun, runEvent, sqsEvent, submissionEvent, trailEvent } from '../support/functions/sqs-event.ts';
import { keyOfRoot, listedKey, tableOf } from '../support/functions/table-items.ts';
import { mainTemplate, ofType, readTemplate } from '../support/template/template.ts';

const aws = mockedAws();
const { bus, sts, iam, table, securityHub, appConfig } = aws;
const encrypted = patched(compliantSubmission, {
  sources: [{ encryptionType: 'sse-kms', unloadOptions: '' }],
});
const post = (submission: object) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(submission),
});

/** A function, and an event by which it publishes a finding. */
interface Function {
  readonly name: Exclude<
    FunctionName,
    'answer-queries' | 'audit-archive' | 'judge-archive' | 'notify-findings' | 'watch-coverage'
  >;
  readonly event: object;
}

/** A queue hands over again what a function says has failed, or all where it throws. */
const ofQueues: readonly Function[] = [
  { name: 'audit-credential-requests', event: sqsEvent(trailEvent(rootRecord('a'))) },
  { name: 'review-submission', event: sqsEvent(submissionEvent(encrypted)) },
  { name: 'refresh-principals', event: sqsEvent('') },
  { name: 'track-sessions', event: sqsEvent(runEvent(diedRun)) },
];
/** A caller waits for the answer, and API Gateway gives up after 29 seconds. */
const ofCallers: readonly Function[] = [{ name: 'check-submission', event: post(encrypted) }];
const functions = [...ofQueues, ...ofCallers];

const productArn = 'arn:aws:securityhub:eu-central-1:123456789012:product/123456789012/default';
const withSecurityHub = { SECURITY_HUB_PRODUCT_ARN: productArn };
let printed: string[] = [];

beforeEach(() => {
  for (const service of Object.values(aws)) service.reset();
  bus.on(PutEventsCommand).callsFake(({ Entries }) => ({ Entries: Entries.map(() => ({ EventId: 'e' })) }));
  sts.on(GetAccessKeyInfoCommand).resolves({ Account: '123456789012' });
  iam.on(GetAccountAuthorizationDetailsCommand).resolves(accountOf({ a: ['s3:GetObject'] }) as object);
  iam.on(GetAccountSummaryCommand).resolves({ SummaryMap: { AccountAccessKeysPresent: 0 } });
  iam.on(ListAccessKeysCommand).resolves({ AccessKeyMetadata: [] });
  table.on(BatchGetItemCommand).callsFake(tableOf(listedKey('mapping-requester')));
  table.on(GetItemCommand).resolves({});
  table.on(UpdateItemCommand).resolves({ Attributes: { calls: { N: '1' } } });
  table.on(TransactWriteItemsCommand).resolves({});
  // Before, the user had no access.
  table.on(QueryCommand).resolves({ Items: [{ arn: { S: arnOf('a') }, takenAt: { S: '2020-01-01' } }] });
  table.on(PutItemCommand).resolves({});
  securityHub.on(BatchImportFindingsCommand).resolves({});
  // The publisher waits for no time at all between its tries.
  vi.spyOn(Math, 'random').mockReturnValue(0);
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.resetModules();
});

/** Invokes a function; what became of the event, and the metrics of the invocation. */
async function invoke({ name, event }: Function, variables: Readonly<Record<string, string>> = {}) {
  const metrics = { POWERTOOLS_DEV: 'true', POWERTOOLS_METRICS_DISABLED: 'false' };
  const handler = await load(name, { ...metrics, ...variables });
  const outcome = await handler(event).then(outcomeOf, () => 'failed');
  return { outcome, metrics: Object.assign({}, ...printed.map((line) => JSON.parse(line))) };
}

function outcomeOf(response: unknown): 'done' | 'failed' {
  const { batchItemFailures = [], statusCode = 200 } = response as {
    readonly batchItemFailures?: readonly unknown[];
    readonly statusCode?: number;
  };
  return batchItemFailures.length > 0 || statusCode >= 500 ? 'failed' : 'done';
}

/** The rules of the findings that were published, by themselves or in a decision. */
function ruleIdsPublished(): string[] {
  const details = entriesOf(aws).map(({ Detail = '' }) => JSON.parse(Detail));
  const findings = details.flatMap((detail) => ('ruleId' in detail ? [detail] : (detail.violations ?? [])));
  return findings.map(({ ruleId }) => ruleId);
}

it('each function of the template is here, by who waits for it', async () => {
  interface Properties {
    readonly CodeUri: string;
    readonly Events?: Readonly<Record<string, { readonly Type: string }>>;
  }
  const template = await readTemplate(mainTemplate);
  const deployed = ofType<Properties>(template, 'AWS::Serverless::Function').map(
    ({ properties: { CodeUri, Events = {} } }) =>
      [basename(CodeUri), Object.values(Events).map(({ Type }) => Type)] as const,
  );
  expect(Object.fromEntries(deployed)).toEqual({
    ...Object.fromEntries(ofQueues.map(({ name }) => [name, ['SQS']])),
    ...Object.fromEntries(ofCallers.map(({ name }) => [name, ['Api']])),
    // Of what was found they publish nothing.
    'audit-archive': ['SQS'],
    // The state machine invokes it.
    'judge-archive': [],
    'notify-findings': ['SQS'],
    'watch-coverage': ['SQS'],
    'answer-queries': Object.values(queryPaths).map(() => 'Api'),
  });
});

it.each(functions)('$name publishes the finding of its event here', async (one) => {
  expect((await invoke(one)).outcome).toBe('done');
  expect(ruleIdsPublished()).toHaveLength(1);
});

describe('where the bus takes nothing', () => {
  const refused = { ErrorCode: 'InternalFailure' };

  it.each([
    ...ofQueues.map((one) => ({ ...one, tries: 4 })),
    ...ofCallers.map((one) => ({ ...one, tries: 2 })),
  ])('$name tries $tries times, fails and counts it', async ({ tries, ...one }) => {
    bus.on(PutEventsCommand).callsFake(({ Entries }) => ({ Entries: Entries.map(() => refused) }));
    const { outcome, metrics } = await invoke(one);
    expect(bus.commandCalls(PutEventsCommand)).toHaveLength(tries);
    expect(outcome).toBe('failed');
    expect(metrics).toMatchObject({ PublishFailures: 1 });
  });
});

describe('Security Hub', () => {
  it.each(functions)('gets the findings of $name where it is switched on', async (one) => {
    await invoke(one, withSecurityHub);
    const [call] = securityHub.commandCalls(BatchImportFindingsCommand);
    expect(call?.args[0].input.Findings).toMatchObject([{ ProductArn: productArn }]);
  });

  it.each(functions)('gets nothing of $name where it is off', async (one) => {
    await invoke(one);
    expect(securityHub.calls()).toEqual([]);
  });

  it.each([
    ...ofQueues.map((one) => ({ ...one, expected: 'failed' })),
    ...ofCallers.map((one) => ({ ...one, expected: 'done' })),
  ])('takes nothing: $name is $expected, and counts it', async ({ expected, ...one }) => {
    securityHub.on(BatchImportFindingsCommand).rejects(new Error('unreachable'));
    const { outcome, metrics } = await invoke(one, withSecurityHub);
    expect(outcome).toBe(expected);
    expect(metrics).toMatchObject({ SinkFailures: 1 });
    expect(entriesOf(aws)).toHaveLength(1);
  });
});

const withPolicy = { POLICY_PROFILE: 'app/live/policy' };
/** The rule that each function's event breaks. */
const ruleIds = {
  'audit-credential-requests': 'no-root-credentials',
  'review-submission': 'kms-unload-uses-iam-role',
  'refresh-principals': 'requester-has-no-access',
  'check-submission': 'kms-unload-uses-iam-role',
  'track-sessions': 'renew-before-expiry',
} as const;

/** What AWS AppConfig has. */
function holds(policy: object): void {
  const Configuration = Buffer.from(JSON.stringify({ schemaVersion: '1', ...policy }));
  appConfig.on(StartConfigurationSessionCommand).resolves({ InitialConfigurationToken: 'first' });
  appConfig.on(GetLatestConfigurationCommand).resolves({ Configuration: Configuration as never });
}

describe('the policy in AWS AppConfig', () => {
  it.each(functions)('is the one that $name goes by', async (one) => {
    const ruleId = ruleIds[one.name];
    await invoke(one);
    expect(ruleIdsPublished()).toEqual([ruleId]);
    bus.resetHistory();
    holds({ rules: { [ruleId]: { mode: 'off' } } });
    expect((await invoke(one, withPolicy)).outcome).toBe('done');
    expect(ruleIdsPublished()).toEqual([]);
  });

  it.each(functions)('is kept by $name, the first to read it, and told on the bus', async (one) => {
    holds({});
    await invoke(one, withPolicy);
    const puts = table.commandCalls(PutItemCommand).map(({ args }) => args[0].input);
    const revision = digestOf({ schemaVersion: '1' });
    expect(puts.filter(({ Item }) => Item?.pk?.S === 'policy')).toMatchObject([
      { TableName: 'warden-table', Item: { sk: { S: 'in-force' }, revision: { S: revision } } },
    ]);
    const told = entriesOf(aws).filter(({ DetailType }) => DetailType === 'Policy Changed');
    expect(told.map(({ Detail = '' }) => JSON.parse(Detail))).toMatchObject([{ revision }]);
  });
});

describe('where AWS AppConfig is out of reach', () => {
  beforeEach(() => {
    appConfig.on(StartConfigurationSessionCommand).rejects(new Error('unreachable'));
  });

  it.each(functions)('$name goes by the policy that is kept', async (one) => {
    const ruleId = ruleIds[one.name];
    const document = { schemaVersion: '1', rules: { [ruleId]: { mode: 'off' } } };
    const item = { revision: { S: digestOf(document) }, document: { B: packText(JSON.stringify(document)) } };
    table
      .on(GetItemCommand, { Key: { pk: { S: 'policy' }, sk: { S: 'in-force' } } })
      .resolves({ Item: item });
    expect((await invoke(one, withPolicy)).outcome).toBe('done');
    expect(ruleIdsPublished()).toEqual([]);
  });

  // What happened is judged all the same, by the defaults.
  const judging: readonly string[] = ['audit-credential-requests', 'track-sessions'];
  const deciding = functions.filter(({ name }) => !judging.includes(name));

  it.each(deciding)('$name fails where none is kept, and publishes nothing', async (one) => {
    const { outcome, metrics } = await invoke(one, withPolicy);
    expect(outcome).toBe('failed');
    expect(metrics).toMatchObject({ PolicyFailures: 1 });
    expect(entriesOf(aws)).toEqual([]);
  });

  it.each(deciding)('$name goes by the defaults where the operator has chosen them', async (one) => {
    expect((await invoke(one)).outcome).toBe('done');
    expect(ruleIdsPublished()).toEqual([ruleIds[one.name]]);
  });

  it('the audit goes by the defaults where none is kept, and its findings say so', async () => {
    const audit = {
      name: 'audit-credential-requests',
      event: sqsEvent(trailEvent(rootRecord('a'))),
    } as const;
    await invoke(audit);
    const { outcome, metrics } = await invoke(audit, withPolicy);
    expect(outcome).toBe('done');
    expect(metrics).toMatchObject({ PolicyFailures: 1, JudgedByDefaults: 1 });
    const [usual, marked] = entriesOf(aws).map(({ Detail = '' }) => JSON.parse(Detail));
    const policyInForce = 'defaults: the policy that the operator set was never read';
    expect(marked).toEqual({ ...usual, evidence: { ...usual.evidence, policyInForce } });
  });
});

describe('the owner of an access key', () => {
  const root = patched(compliantSubmission, { connections: { redshift: { principalArn: null } } });

  it.each([
    ['eu-central-1', 'arn:aws:iam::123456789012:root'],
    ['us-gov-west-1', 'arn:aws-us-gov:iam::123456789012:root'],
    ['cn-north-1', 'arn:aws-cn:iam::123456789012:root'],
  ])('has an ARN of the partition of %s', async (region, arn) => {
    table.on(BatchGetItemCommand).callsFake(tableOf(...keyOfRoot()));
    for (const [name, event] of [
      ['check-submission', post(root)],
      ['review-submission', sqsEvent(submissionEvent(root))],
    ] as const) {
      bus.resetHistory();
      await invoke({ name, event }, { AWS_REGION: region });
      const [{ Detail = '{}' } = {}] = entriesOf(aws);
      expect(JSON.parse(Detail).violations).toMatchObject([
        { ruleId: 'no-root-credentials', evidence: { principal: arn, principalSource: 'resolved' } },
      ]);
    }
  });
});

describe('IAM Access Analyzer', () => {
  const ofRefresh = { name: 'refresh-principals', event: sqsEvent('') } as const;

  it.each([
    ['is asked where the operator wants it', 'true', 1, ['FAIL inline']],
    ['is not asked otherwise', 'false', 0, undefined],
    ['is not asked where nobody says', '', 0, undefined],
  ])('%s', async (_, wanted, calls, evidence) => {
    aws.accessAnalyzer.on(CheckNoNewAccessCommand).resolves({ result: 'FAIL' });
    await invoke(ofRefresh, { ACCESS_ANALYZER: wanted });
    expect(aws.accessAnalyzer.calls()).toHaveLength(calls);
    const [{ Detail = '{}' } = {}] = entriesOf(aws);
    expect(JSON.parse(Detail).evidence.accessAnalyzer).toEqual(evidence);
  });
});

describe('what was read of a requester’s policies', () => {
  const seen = new Date(Date.now() - 7200 * 1000).toISOString();
  const access = { arn: arnOf('mapping-requester'), hasAccess: true, grants: [] };
  const trailOf = (json: object) => sqsEvent(trailEvent(json));

  it.each([
    ['decides G1', '7300', ['requester-has-no-access']],
    ['says nothing where it is older than the operator wants', '7100', []],
  ])('%s', async (_, maxAge, expected) => {
    const item = { takenAt: { S: seen }, access: { S: JSON.stringify(access) } };
    const snapshot = { ...snapshotKey('123456789012:user/mapping-requester'), ...item };
    const listing = { ...listingKey('123456789012'), listedAt: { S: seen } };
    table.on(BatchGetItemCommand).callsFake(tableOf(listedKey('mapping-requester'), snapshot, listing));
    for (const [name, event] of [
      ['audit-credential-requests', trailOf(record('a'))],
      ['check-submission', post(compliantSubmission)],
      ['review-submission', sqsEvent(submissionEvent(compliantSubmission))],
    ] as const) {
      bus.resetHistory();
      await invoke({ name, event }, { SNAPSHOT_MAX_AGE_SECONDS: maxAge });
      expect(ruleIdsPublished()).toEqual(expected);
    }
  });
});

describe('IAM', () => {
  it.each([
    ['refresh-principals', [10, 10, 10]],
    ['check-submission', []],
    ['review-submission', []],
  ] as const)('is asked by %s with as much patience as it has', async (name, tries) => {
    const one = functions.find((each) => each.name === name);
    if (one !== undefined) await invoke(one);
    const clients = iam.calls().map(({ thisValue }) => thisValue as IAMClient);
    expect(await Promise.all(clients.map(({ config }) => config.maxAttempts()))).toEqual(tries);
  });
});
