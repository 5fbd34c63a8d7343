import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { region } from './clients.ts';
import { FunctionFailedError, type LambdaFunction } from './lambda-function.ts';
import { messagesIn } from './queue.ts';

const mostPerCall = 10;
const secondsToWait = 1;
const mostMilliseconds = 40_000;

/** What became of the messages of one invocation. */
interface Batch {
  readonly received: number;
  /** Message ids that stay in the queue. */
  readonly failed: readonly string[];
}

/** Feeds a function from a queue as Lambda's pollers do, one batch at a time. */
export interface EventSourceMapping {
  readonly queueUrl: string;
  /** Works until the queue holds nothing any more, hidden messages included. */
  readonly drain: () => Promise<Batch[]>;
  /** Takes one batch, if there is one within a second. */
  readonly poll: () => Promise<Batch>;
}

export interface MappingOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly batchSize: number;
  readonly invoked: LambdaFunction;
}

export function eventSourceMapping(options: MappingOptions): EventSourceMapping {
  const { sqs, queueUrl, queueArn, batchSize, invoked } = options;

  /** Lambda waits for more within its batching window; here a batch is full when the queue has no more to give. */
  async function receive(): Promise<Message[]> {
    const messages: Message[] = [];
    while (messages.length < batchSize) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: Math.min(mostPerCall, batchSize - messages.length),
          WaitTimeSeconds: messages.length === 0 ? secondsToWait : 0,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
      );
      messages.push(...Messages);
      if (Messages.length < mostPerCall) break;
    }
    return messages;
  }

  /** An invocation that fails as a whole leaves all of its messages in the queue. */
  async function invoke(messages: readonly Message[]): Promise<Set<string>> {
    try {
      const Records = messages.map((message) => recordOf(message, queueArn));
      const { batchItemFailures } = (await invoked.invoke({ Records })) as SQSBatchResponse;
      return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    } catch (error) {
      if (!(error instanceof FunctionFailedError)) throw error;
      return new Set(messages.map(({ MessageId = '' }) => MessageId));
    }
  }

  async function remove(messages: readonly Message[]): Promise<void> {
    for (let at = 0; at < messages.length; at += mostPerCall) {
      const Entries = messages
        .slice(at, at + mostPerCall)
        .map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    }
  }

  async function poll(): Promise<Batch> {
    const messages = await receive();
    if (messages.length === 0) return { received: 0, failed: [] };
    const failed = await invoke(messages);
    await remove(messages.filter(({ MessageId = '' }) => !failed.has(MessageId)));
    return { received: messages.length, failed: [...failed] };
  }

  return {
    queueUrl,
    poll,
    drain: async () => {
      const batches: Batch[] = [];
      const end = Date.now() + mostMilliseconds;
      while ((await messagesIn(sqs, queueUrl)) > 0) {
        if (Date.now() > end) throw new Error(`queue not drained: ${JSON.stringify(batches)}`);
        const batch = await poll();
        if (batch.received > 0) batches.push(batch);
      }
      return batches;
    },
  };
}

function recordOf(message: Message, queueArn: string): SQSRecord {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(
    ([name, { DataType, StringValue }]) => [
      name,
      { dataType: DataType, stringValue: StringValue, stringListValues: [], binaryListValues: [] },
    ],
  );
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: message.Attributes as unknown as SQSRecord['attributes'],
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}
