import middy from '@middy/core';
import type { SQSBatchItemFailure, SQSBatchResponse } from 'aws-lambda';
import { NotJsonError, parseJson } from '../../json/parse.ts';
import type { SetAside } from './dead-letter.ts';
import type { Log } from './log.ts';
import { metered } from './metered.ts';
import type { Meter } from './metrics.ts';
import { type QueueMessage, readQueueEvent } from './queue-event.ts';

export interface QueueWorkerOptions<T> {
  /**
   * Reads what a message says, from its JSON and the text of that; throws one of `hopeless`, or NotJsonError, where no
   * retry can make it readable.
   */
  readonly read: (json: unknown, text: string) => T;
  readonly hopeless: new (...parameters: never[]) => Error;
  /** Does the work; a rejection sends the message, and it alone, back to the queue, but for one of `hopeless`. */
  readonly work: (read: T) => Promise<void>;
  readonly setAside: SetAside;
  readonly meter: Meter;
  readonly log: Log;
}

/**
 * A Lambda handler over an SQS queue: the messages of a batch at once, each by itself; those that fail, and they alone,
 * go back to the queue (partial batch response); one that can never be read is set aside with the reason.
 */
export function queueWorker<T>({ read, hopeless, work, setAside, meter, log }: QueueWorkerOptions<T>) {
  async function handle(message: QueueMessage): Promise<void> {
    try {
      await work(read(parseJson(message.body), message.body));
    } catch (error) {
      if (!(error instanceof NotJsonError || error instanceof hopeless)) throw error;
      meter.count('MessagesSetAside');
      await log('warn', 'message set aside', { messageId: message.messageId, reason: error.message });
      await setAside(message, error);
    }
  }

  async function handleAll(event: unknown): Promise<SQSBatchResponse> {
    const messages = readQueueEvent(event);
    const results = await Promise.allSettled(messages.map(handle));
    const batchItemFailures: SQSBatchItemFailure[] = [];
    for (const [index, result] of results.entries()) {
      if (result.status === 'fulfilled') continue;
      const itemIdentifier = messages[index]?.messageId ?? '';
      batchItemFailures.push({ itemIdentifier });
      await log('error', 'message failed, it will be retried', {
        messageId: itemIdentifier,
        error: result.reason,
      });
    }
    return { batchItemFailures };
  }

  return middy<unknown, SQSBatchResponse>().use(metered(meter)).handler(handleAll);
}
