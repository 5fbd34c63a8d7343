import { BatchGetItemCommand, DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  GetAccessKeyLastUsedCommand,
  GetAccountAuthorizationDetailsCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetAccessKeyInfoCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { compliantSubmission } from '../../shared/examples/compliant.ts';
import { accountOf, arnOf } from '../support/access/accounts.ts';
import { record, rootRecord } from '../support/cli/audit-command.ts';
import { sqsEvent, submissionEvent, trailEvent } from '../support/functions/sqs-event.ts';

const common = ['EVENT_BUS_NAME', 'TABLE_NAME', 'SNAPSHOT_MAX_AGE_SECONDS', 'AWS_REGION'] as const;
const variables = {
  'audit-credential-requests': [...common, 'DEAD_LETTER_QUEUE_URL'],
  'check-submission': common,
  'refresh-principals': common,
  'review-submission': [...common, 'DEAD_LETTER_QUEUE_URL'],
} as const;
type FunctionName = keyof typeof variables;
const names = Object.keys(variables) as FunctionName[];
const values: Record<string, string> = {
  EVENT_BUS_NAME: 'sts-warden',
  TABLE_NAME: 'warden-table',
  SNAPSHOT_MAX_AGE_SECONDS: '86400',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/dead-letters',
};

/** Loads a function's module anew, as a cold start does. */
async function load(name: FunctionName): Promise<(event: unknown, context: unknown) => Promise<unknown>> {
  vi.resetModules();
  return (await import(`../../functions/${name}/handler.ts`)).handler;
}

beforeEach(() => {
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe('a handler without its configuration', () => {
  it.each(names.flatMap((name) => variables[name].map((variable) => [name, variable] as const)))(
    '%s fails at its start and names %s',
    async (name, variable) => {
      for (const value of [undefined, '']) {
        vi.stubEnv(variable, value);
        await expect(load(name)).rejects.toThrow(`environment variable ${variable} is not set`);
      }
    },
  );
});

describe('a handler with its configuration', () => {
  const bus = mockClient(EventBridgeClient);
  const queue = mockClient(SQSClient);
  const sts = mockClient(STSClient);
  const iam = mockClient(IAMClient);
  const table = mockClient(DynamoDBClient);
  const entries = () => bus.commandCalls(PutEventsCommand).flatMap(({ args }) => args[0].input.Entries ?? []);

  beforeEach(() => {
    bus.reset();
    queue.reset();
    sts.reset();
    iam.reset();
    table.reset();
    table.on(BatchGetItemCommand).resolves({});
    table.on(QueryCommand).resolves({});
    iam.on(GetAccessKeyLastUsedCommand).resolves({ UserName: 'mapping-requester' });
    bus.on(PutEventsCommand).resolves({ Entries: [{ EventId: 'e' }] });
    sts.on(GetAccessKeyInfoCommand).resolves({ Account: '123456789012' });
  });
  const context = { getRemainingTimeInMillis: () => 30_000 };

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
      'check-submission',
      { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(compliantSubmission) },
      expect.objectContaining({ statusCode: 200 }),
      'Mapping Submission Allowed',
    ],
  ])('%s publishes on the bus that it was told', async (name, event, response, detailType) => {
    const handler = await load(name);
    expect(await handler(event, context)).toEqual(response);
    expect(entries()).toEqual([
      expect.objectContaining({ EventBusName: 'sts-warden', Source: 'sts-warden', DetailType: detailType }),
    ]);
  });

  it.each(['audit-credential-requests', 'review-submission'] as const)(
    '%s puts a message that it can never read into the queue that it was told',
    async (name) => {
      queue.on(SendMessageCommand).resolves({ MessageId: 'm' });
      const handler = await load(name);
      expect(await handler(sqsEvent('{'), context)).toEqual({ batchItemFailures: [] });
      const [call] = queue.commandCalls(SendMessageCommand);
      expect(call?.args[0].input).toMatchObject({ QueueUrl: values.DEAD_LETTER_QUEUE_URL, MessageBody: '{' });
      expect(entries()).toEqual([]);
    },
  );

  it.each(['check-submission', 'review-submission'] as const)(
    '%s decides where the account of an access key cannot be had',
    async (name) => {
      sts.on(GetAccessKeyInfoCommand).rejects(new Error('denied'));
      const handler = await load(name);
      await handler(submissionFor(name), context);
      expect(entries().map(({ DetailType }) => DetailType)).toEqual(['Mapping Submission Allowed']);
    },
  );

  it.each(['check-submission', 'review-submission'] as const)(
    '%s asks the table that it was told whose access key it is',
    async (name) => {
      iam.on(GetAccessKeyLastUsedCommand).resolves({ UserName: 'loader' });
      table.on(BatchGetItemCommand).callsFake(({ RequestItems }) => {
        const keys: { sk: { S: string } }[] = RequestItems[values.TABLE_NAME ?? ''].Keys;
        const items = keys.filter(({ sk }) => sk.S.endsWith('user/loader')).map(snapshotItem);
        return { Responses: { [values.TABLE_NAME ?? '']: items } };
      });
      const handler = await load(name);
      await handler(submissionFor(name), context);
      const [decision] = entries().map(({ Detail = '' }) => JSON.parse(Detail));
      expect(decision.violations).toMatchObject([
        {
          ruleId: 'requester-has-no-access',
          evidence: { principal: 'arn:aws:iam::123456789012:user/loader', principalSource: 'resolved' },
        },
      ]);
      const [call] = table.commandCalls(BatchGetItemCommand);
      expect(Object.keys(call?.args[0].input.RequestItems ?? {})).toEqual([values.TABLE_NAME]);
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
    expect(await handler(events[name] ?? request, context)).toMatchObject(response);
    expect(entries()).toEqual([]);
  });

  it('refresh-principals reads the account and fills the table that it was told', async () => {
    iam.on(GetAccountAuthorizationDetailsCommand).resolves(accountOf({ a: ['s3:GetObject'] }) as object);
    table.on(PutItemCommand).resolves({});
    const handler = await load('refresh-principals');
    expect(await handler(sqsEvent('{'), context)).toEqual({ batchItemFailures: [] });
    const puts = table.commandCalls(PutItemCommand).map(({ args }) => args[0].input);
    expect(puts).toMatchObject([{ TableName: values.TABLE_NAME, Item: { arn: { S: arnOf('a') } } }]);
    expect(entries()).toEqual([]);
  });

  it('check-submission answers 503 where the bus takes nothing', async () => {
    bus.on(PutEventsCommand).rejects(new Error('no such bus'));
    const handler = await load('check-submission');
    const event = {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(compliantSubmission),
    };
    expect(await handler(event, context)).toMatchObject({ statusCode: 503 });
  });
});

/** What the table says of a user with access, seen just now. */
function snapshotItem(key: object): object {
  const access = { arn: arnOf('loader'), hasAccess: true, actionCount: 1, services: ['s3'], grants: [] };
  return { ...key, takenAt: { S: new Date().toISOString() }, access: { S: JSON.stringify(access) } };
}

/** The compliant submission as the hook, or the review, gets it. */
function submissionFor(name: 'check-submission' | 'review-submission') {
  return name === 'check-submission'
    ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(compliantSubmission) }
    : sqsEvent(submissionEvent(compliantSubmission));
}
