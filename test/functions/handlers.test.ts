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
  GetRoleCommand,
  ListAccessKeysCommand,
} from '@aws-sdk/client-iam';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetAccessKeyInfoCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Item } from '../../shared/aws/facts/fact-table.ts';
import { snapshotKey } from '../../shared/aws/facts/snapshot-items.ts';
import { sessionOfKeyKey } from '../../shared/aws/records/session-items.ts';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { accountOf, arnOf } from '../support/access/accounts.ts';
import { expiredRecord, record, rootRecord } from '../support/cli/audit-command.ts';
import {
  entriesOf,
  environment,
  type FunctionName,
  load,
  mockedAws,
} from '../support/functions/loaded-handler.ts';
import { diedRun, runEvent, sqsEvent, submissionEvent, trailEvent } from '../support/functions/sqs-event.ts';
import { listedKey, tableOf } from '../support/functions/table-items.ts';

const common = [
  'EVENT_BUS_NAME',
  'TABLE_NAME',
  'SNAPSHOT_MAX_AGE_SECONDS',
  'RECORD_RETENTION_DAYS',
  'AWS_REGION',
] as const;
const variables = {
  'answer-queries': [...common, 'COVERAGE_SILENCE_HOURS'],
  'audit-archive': [...common, 'DEAD_LETTER_QUEUE_URL', 'ARCHIVE_CONCURRENCY'],
  'audit-credential-requests': [...common, 'DEAD_LETTER_QUEUE_URL'],
  'check-submission': common,
  'judge-archive': ['AWS_REGION', 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
  'notify-findings': [...common, 'DEAD_LETTER_QUEUE_URL'],
  'refresh-principals': common,
  'review-submission': [...common, 'DEAD_LETTER_QUEUE_URL'],
  'track-sessions': [
    ...common,
    'DEAD_LETTER_QUEUE_URL',
    'RUN_SETTLE_SECONDS',
    'SCHEDULE_GROUP',
    'SCHEDULE_QUEUE_ARN',
    'SCHEDULE_ROLE_ARN',
    'SCHEDULE_DEAD_LETTER_ARN',
  ],
  'watch-coverage': [...common, 'COVERAGE_SILENCE_HOURS'],
} as const satisfies Record<FunctionName, readonly string[]>;
const names = Object.keys(variables) as FunctionName[];

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe('a handler without its configuration', () => {
  it.each(names.flatMap((name) => variables[name].map((variable) => [name, variable] as const)))(
    '%s fails at its start and names %s',
    async (name, variable) => {
      for (const value of [undefined, '']) {
        await expect(load(name, { [variable]: value })).rejects.toThrow(
          `environment variable ${variable} is not set`,
        );
      }
    },
  );
});

describe('a handler with its configuration', () => {
  const aws = mockedAws();
  const { appConfig, bus, queue, sts, iam, table } = aws;
  const entries = () => entriesOf(aws);

  beforeEach(() => {
    for (const service of Object.values(aws)) service.reset();
    table.on(BatchGetItemCommand).callsFake(tableOf(listedKey('mapping-requester')));
    table.on(GetItemCommand).resolves({});
    table.on(UpdateItemCommand).resolves({ Attributes: { calls: { N: '1' } } });
    table.on(TransactWriteItemsCommand).resolves({});
    table.on(QueryCommand).resolves({ Items: [] });
    bus.on(PutEventsCommand).resolves({ Entries: [{ EventId: 'e' }] });
    sts.on(GetAccessKeyInfoCommand).resolves({ Account: '123456789012' });
  });

  it.each<[FunctionName, unknown, unknown, string]>([
    [
      'audit-credential-requests',
      sqsEvent(trailEvent(rootRecord('root-1'))),
      { batchItemFailures: [] },
      'Temporary Credentials Violation',
    ],
    [
      'review-submission',
      sqsEvent(submissionEvent(compliantSubmission)),
      { batchItemFailures: [] },
      'Mapping Submission Allowed',
    ],
    [
      'track-sessions',
      sqsEvent(runEvent(diedRun)),
      { batchItemFailures: [] },
      'Temporary Credentials Violation',
    ],
    [
      'check-submission',
      { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(compliantSubmission) },
      expect.objectContaining({ statusCode: 200 }),
      'Mapping Submission Allowed',
    ],
  ])('%s publishes on the bus that it was told', async (name, event, response, detailType) => {
    const handler = await load(name);
    expect(await handler(event)).toEqual(response);
    expect(entries()).toEqual([
      expect.objectContaining({ EventBusName: 'sts-warden', Source: 'sts-warden', DetailType: detailType }),
    ]);
  });

  it.each(['audit-credential-requests', 'review-submission', 'track-sessions'] as const)(
    '%s puts a message that it can never read into the queue that it was told',
    async (name) => {
      queue.on(SendMessageCommand).resolves({ MessageId: 'm' });
      const handler = await load(name);
      expect(await handler(sqsEvent('{'))).toEqual({ batchItemFailures: [] });
      const [call] = queue.commandCalls(SendMessageCommand);
      expect(call?.args[0].input).toMatchObject({
        QueueUrl: environment.DEAD_LETTER_QUEUE_URL,
        MessageBody: '{',
      });
      expect(entries()).toEqual([]);
    },
  );

  it.each(['check-submission', 'review-submission'] as const)(
    '%s decides nothing where the account of an access key cannot be had',
    async (name) => {
      table.on(BatchGetItemCommand).callsFake(tableOf());
      sts.on(GetAccessKeyInfoCommand).rejects(new Error('denied'));
      const handler = await load(name);
      expect(await handler(submissionFor(name))).toMatchObject(
        name === 'check-submission'
          ? { statusCode: 503, headers: { 'Retry-After': '5' } }
          : { batchItemFailures: [{}] },
      );
      expect(entries()).toEqual([]);
    },
  );

  it.each(['check-submission', 'review-submission'] as const)(
    '%s asks the table that it was told whose access key it is',
    async (name) => {
      const snapshot = snapshotItem(snapshotKey('123456789012:user/loader'));
      table.on(BatchGetItemCommand).callsFake(tableOf(listedKey('loader'), snapshot));
      const handler = await load(name);
      await handler(submissionFor(name));
      const [decision] = entries().map(({ Detail = '' }) => JSON.parse(Detail));
      expect(decision.violations).toMatchObject([
        {
          ruleId: 'requester-has-no-access',
          evidence: { principal: 'arn:aws:iam::123456789012:user/loader', principalSource: 'resolved' },
        },
      ]);
      const [call] = table.commandCalls(BatchGetItemCommand);
      expect(Object.keys(call?.args[0].input.RequestItems ?? {})).toEqual([environment.TABLE_NAME]);
    },
  );

  it.each<[FunctionName, object]>([
    ['audit-credential-requests', { batchItemFailures: [{ itemIdentifier: 'm-0' }] }],
    ['review-submission', { batchItemFailures: [{ itemIdentifier: 'm-0' }] }],
    ['check-submission', { statusCode: 503 }],
  ])('%s decides nothing where the table does not answer', async (name, response) => {
    table.on(BatchGetItemCommand).rejects(new Error('no such table'));
    const events = {
      'audit-credential-requests': sqsEvent(trailEvent(record('a'))),
      'review-submission': sqsEvent(submissionEvent(compliantSubmission)),
    } as Partial<Record<FunctionName, object>>;
    const request = {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(compliantSubmission),
    };
    const handler = await load(name);
    expect(await handler(events[name] ?? request)).toMatchObject(response);
    expect(entries()).toEqual([]);
  });

  it('audit-credential-requests asks who made a call with expired credentials by their session alone', async () => {
    const handler = await load('audit-credential-requests');
    expect(await handler(sqsEvent(trailEvent(expiredRecord('a'))))).toEqual({ batchItemFailures: [] });
    expect(entries()).toHaveLength(1);
    const keys = table
      .commandCalls(BatchGetItemCommand)
      .flatMap(({ args }) => args[0].input.RequestItems?.[environment.TABLE_NAME]?.Keys ?? []);
    // Besides are looked up from where records come, and what was found, to be kept once.
    expect(keys.map(({ sk }) => sk?.S)).toEqual([
      '123456789012 eu-central-1',
      'session',
      'finding',
      'violation',
    ]);
  });

  describe('audit-credential-requests on a call that was perhaps made with expired credentials', () => {
    const stale = expiredRecord('a', { errorCode: 'Client.RequestExpired' });
    const judge = async () => (await load('audit-credential-requests'))(sqsEvent(trailEvent(stale)));

    it('goes by the session in the table that it was told', async () => {
      const issuedAt = Date.parse('2026-10-01T07:00:00Z') / 1000;
      const document = { issuedAt, expiresAt: issuedAt + 900, sessionName: 'orders' };
      const item = { ...sessionOfKeyKey('ASIAEXAMPLEEXAMPLE77'), document: { S: JSON.stringify(document) } };
      table.on(BatchGetItemCommand).callsFake(tableOf({ ...item, expiresAt: { N: '9999999999' } }));
      expect(await judge()).toEqual({ batchItemFailures: [] });
      expect(entries().map(({ Detail = '' }) => JSON.parse(Detail))).toMatchObject([
        { ruleId: 'renew-before-expiry', evidence: { sessionName: 'orders' } },
      ]);
    });

    it('postpones it where the table does not answer', async () => {
      table.on(BatchGetItemCommand).rejects(new Error('no such table'));
      expect(await judge()).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-0' }] });
      expect(entries()).toEqual([]);
    });
  });

  it('audit-credential-requests postpones a request of a workload whose known runs cannot be had', async () => {
    appConfig.on(StartConfigurationSessionCommand).resolves({ InitialConfigurationToken: 'first' });
    const workloads = [{ name: 'orders', roles: ['*'] }];
    const Configuration = Buffer.from(JSON.stringify({ schemaVersion: '1', workloads }));
    appConfig.on(GetLatestConfigurationCommand).resolves({ Configuration: Configuration as never });
    table.on(PutItemCommand).resolves({});
    table.on(QueryCommand).rejects(new Error('no such table'));
    const handler = await load('audit-credential-requests', { POLICY_PROFILE: 'app/live/policy' });
    expect(await handler(sqsEvent(trailEvent(record('a'))))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm-0' }],
    });
    table.on(QueryCommand).resolves({ Items: [] });
    expect(await handler(sqsEvent(trailEvent(record('a'))))).toEqual({ batchItemFailures: [] });
  });

  describe.each(['check-submission', 'review-submission'] as const)('%s decides nothing', (name) => {
    const isNone = name === 'check-submission' ? { statusCode: 503 } : { batchItemFailures: [{}] };

    it('where IAM does not say how long a role may be assumed', async () => {
      iam.on(GetRoleCommand).rejects(new Error('denied'));
      const longer = { sources: [{ temporaryCredentialDuration: 7200 }] };
      expect(await (await load(name))(submissionFor(name, longer))).toMatchObject(isNone);
      expect(iam.commandCalls(GetRoleCommand).map(({ args }) => args[0].input)).toEqual([
        { RoleName: 'redshift-stage' },
      ]);
      expect(entries()).toEqual([]);
    });

    it('where the known runs of the task cannot be had', async () => {
      table.on(QueryCommand).rejects(new Error('no such table'));
      const unknown = { task: { id: 'task-1', expectedRunSeconds: null } };
      expect(await (await load(name))(submissionFor(name, unknown))).toMatchObject(isNone);
      expect(table.commandCalls(QueryCommand).map(({ args }) => args[0].input)).toMatchObject([
        { TableName: environment.TABLE_NAME, IndexName: 'Listing' },
      ]);
      expect(entries()).toEqual([]);
    });
  });

  it('refresh-principals reads the account and fills the table that it was told', async () => {
    iam.on(GetAccountAuthorizationDetailsCommand).resolves(accountOf({ a: ['s3:GetObject'] }) as object);
    iam.on(GetAccountSummaryCommand).resolves({ SummaryMap: { AccountAccessKeysPresent: 1 } });
    iam.on(ListAccessKeysCommand).resolves({ AccessKeyMetadata: [{ AccessKeyId: 'AKIAEXAMPLEEXAMPLE01' }] });
    table.on(PutItemCommand).resolves({});
    const handler = await load('refresh-principals');
    expect(await handler(sqsEvent('{'))).toEqual({ batchItemFailures: [] });
    const puts = table.commandCalls(PutItemCommand).map(({ args }) => args[0].input);
    const TableName = environment.TABLE_NAME;
    expect(puts).toMatchObject([
      { TableName, Item: { pk: { S: 'key#AKIAEXAMPLEEXAMPLE01' }, ownerArn: { S: arnOf('a') } } },
      { TableName, Item: { arn: { S: arnOf('a') } } },
      { TableName, Item: { sk: { S: 'listing' }, rootHasKeys: { BOOL: true } } },
    ]);
    expect(entries()).toEqual([]);
  });

  it('check-submission answers 503 where the bus takes nothing', async () => {
    bus.on(PutEventsCommand).rejects(new Error('no such bus'));
    const handler = await load('check-submission');
    const event = {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(compliantSubmission),
    };
    expect(await handler(event)).toMatchObject({ statusCode: 503 });
  });
});

/** What the table says of a user with access, seen just now. */
function snapshotItem(key: Item): Item {
  const access = { arn: arnOf('loader'), hasAccess: true, actionCount: 1, services: ['s3'], grants: [] };
  return { ...key, takenAt: { S: new Date().toISOString() }, access: { S: JSON.stringify(access) } };
}

/** The compliant submission as the hook, or the review, gets it. */
function submissionFor(name: 'check-submission' | 'review-submission', delta: object = {}) {
  const submission = patched(compliantSubmission, delta);
  return name === 'check-submission'
    ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(submission) }
    : sqsEvent(submissionEvent(submission));
}
