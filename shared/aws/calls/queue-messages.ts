import type { SQSClient } from '@aws-sdk/client-sqs';
import { batches } from './batches.ts';
import { failuresIn } from './failures.ts';

/** What SendMessageBatch takes in one call: messages, and bytes of all of them (SQS Developer Guide, Quotas; less for what is counted besides). */
const mostMessages = 10;
const mostBytes = 1_000_000;

/** Messages that a queue has not taken. Holds codes and counts, no data. */
class NotSentError extends Error {
  override readonly name = 'NotSentError';
}

export interface QueueOptions {
  readonly client: () => Promise<Pick<SQSClient, 'send'>>;
  readonly queueUrl: string;
}

/** Makes a sender of messages to a queue. Rejects where some were not taken; the others were. */
export function queueMessages({ client, queueUrl }: QueueOptions) {
  return async (bodies: readonly string[]): Promise<void> => {
    const { SendMessageBatchCommand } = await import('@aws-sdk/client-sqs');
    const sqs = await client();
    const codes: (string | undefined)[] = [];
    for (const batch of batches(bodies, {
      items: mostMessages,
      bytes: mostBytes,
      bytesOf: Buffer.byteLength,
    })) {
      const Entries = batch.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      const failed = new Map(Failed.map(({ Id, Code = 'UnknownError' }) => [Id, Code]));
      codes.push(...Entries.map(({ Id }) => failed.get(Id)));
    }
    const failure = failuresIn(codes, 'message');
    if (failure !== undefined) throw new NotSentError(failure);
  };
}
