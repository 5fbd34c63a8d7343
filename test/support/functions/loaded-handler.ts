import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { vi } from 'vitest';
import { functionEnvironment } from '../../../tools/function-environment.ts';

/** What the template tells every function, with logs and metrics off. */
export const environment = {
  ...functionEnvironment,
  TABLE_NAME: 'warden-table',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
} as const;

export type FunctionName =
  | 'answer-queries'
  | 'audit-archive'
  | 'audit-credential-requests'
  | 'check-submission'
  | 'judge-archive'
  | 'notify-findings'
  | 'refresh-principals'
  | 'review-submission'
  | 'track-sessions'
  | 'watch-coverage';

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

const context = { getRemainingTimeInMillis: () => 30_000 };

/** AWS as the SDK's clients reach it: each call is answered as the test says, by whichever client it is made. */
export function mockedAws() {
  return {
    bus: mockClient(EventBridgeClient),
    queue: mockClient(SQSClient),
    topic: mockClient(SNSClient),
    scheduler: mockClient(SchedulerClient),
    sts: mockClient(STSClient),
    iam: mockClient(IAMClient),
    table: mockClient(DynamoDBClient),
    securityHub: mockClient(SecurityHubClient),
    appConfig: mockClient(AppConfigDataClient),
    accessAnalyzer: mockClient(AccessAnalyzerClient),
  };
}

/** Loads a function as a cold start does, and gives its handler. Variables: what is set, or not, besides the environment. */
export async function load(name: FunctionName, variables: Readonly<Record<string, string | undefined>> = {}) {
  for (const [variable, value] of Object.entries({ ...environment, ...variables }))
    vi.stubEnv(variable, value);
  vi.resetModules();
  const { handler }: { handler: Handler } = await import(`../../../functions/${name}/handler.ts`);
  return (event: unknown) => handler(event, context);
}

/** The entries of all calls of PutEvents. */
export function entriesOf({ bus }: Pick<ReturnType<typeof mockedAws>, 'bus'>): PutEventsRequestEntry[] {
  return bus.commandCalls(PutEventsCommand).flatMap(({ args }) => args[0].input.Entries ?? []);
}
