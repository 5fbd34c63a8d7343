import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
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

/** Facts are worth less time than a decision: one retry, then the fact stays unknown. */
export const sts = once(async (): Promise<STSClient> => {
  const { STSClient } = await import('@aws-sdk/client-sts');
  return new STSClient({ requestHandler: { ...patience, requestTimeout: 1000 }, maxAttempts: 2 });
});

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
