import type { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import type { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { STSClient } from '@aws-sdk/client-sts';

/** Milliseconds: a call that AWS does not answer must not use up a function's time. */
const patience = { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true };

/**
 * SDK clients load when they are first used: a batch without findings needs none of them (cold start). The publisher
 * tries again by itself, so the client does so only once.
 */
export const eventBridge = once(async (): Promise<EventBridgeClient> => {
  const { EventBridgeClient } = await import('@aws-sdk/client-eventbridge');
  return new EventBridgeClient({ requestHandler: patience, maxAttempts: 2 });
});

export const sqs = once(async (): Promise<SQSClient> => {
  const { SQSClient } = await import('@aws-sdk/client-sqs');
  return new SQSClient({ requestHandler: patience });
});

/** Amazon SNS takes what is for a topic in the topic's Region alone. */
export function snsIn(region: string): () => Promise<SNSClient> {
  return once(async () => {
    const { SNSClient } = await import('@aws-sdk/client-sns');
    return new SNSClient({ region, requestHandler: patience });
  });
}

export const scheduler = once(async (): Promise<SchedulerClient> => {
  const { SchedulerClient } = await import('@aws-sdk/client-scheduler');
  return new SchedulerClient({ requestHandler: patience });
});

/** Facts are worth less time than a decision: one retry, then the fact stays unknown. */
export const sts = once(async (): Promise<STSClient> => {
  const { STSClient } = await import('@aws-sdk/client-sts');
  return new STSClient({ requestHandler: { ...patience, requestTimeout: 1000 }, maxAttempts: 2 });
});

/** The same of a role's maximum. */
export const iam = once(async (): Promise<IAMClient> => {
  const { IAMClient } = await import('@aws-sdk/client-iam');
  return new IAMClient({ requestHandler: { ...patience, requestTimeout: 1000 }, maxAttempts: 2 });
});

export const appConfig = once(async (): Promise<AppConfigDataClient> => {
  const { AppConfigDataClient } = await import('@aws-sdk/client-appconfigdata');
  return new AppConfigDataClient({ requestHandler: { ...patience, requestTimeout: 1000 }, maxAttempts: 2 });
});

/** A refresh reads a whole account page by page, and IAM throttles early. */
export const iamOfRefresh = once(async (): Promise<IAMClient> => {
  const { IAMClient } = await import('@aws-sdk/client-iam');
  const requestHandler = { ...patience, requestTimeout: 30_000 };
  return new IAMClient({ requestHandler, retryMode: 'adaptive', maxAttempts: 10 });
});

/** A refresh assumes the role of one account after the other, and no caller waits for it. */
export const stsOfRefresh = once(async (): Promise<STSClient> => {
  const { STSClient } = await import('@aws-sdk/client-sts');
  return new STSClient({ requestHandler: patience, retryMode: 'adaptive', maxAttempts: 5 });
});

/** Likewise; AWS Organizations takes few calls in a second. */
export const organizations = once(async (): Promise<OrganizationsClient> => {
  const { OrganizationsClient } = await import('@aws-sdk/client-organizations');
  return new OrganizationsClient({ requestHandler: patience, retryMode: 'adaptive', maxAttempts: 5 });
});

export const dynamoDb = once(async (): Promise<DynamoDBClient> => {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  return new DynamoDBClient({ requestHandler: { ...patience, requestTimeout: 1000 }, maxAttempts: 3 });
});

export const accessAnalyzer = once(async (): Promise<AccessAnalyzerClient> => {
  const { AccessAnalyzerClient } = await import('@aws-sdk/client-accessanalyzer');
  return new AccessAnalyzerClient({ requestHandler: patience });
});

export const securityHub = once(async (): Promise<SecurityHubClient> => {
  const { SecurityHubClient } = await import('@aws-sdk/client-securityhub');
  return new SecurityHubClient({ requestHandler: patience, maxAttempts: 2 });
});

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
