import { setImmediate } from 'node:timers/promises';
import type { SQSBatchResponse } from 'aws-lambda';
import { batches } from '../../aws/calls/batches.ts';
import type { SetAside } from '../../aws/lambda/dead-letter.ts';
import type { Fields } from '../../json/value.ts';
import type { Worked, WorkOn } from './event-bus.ts';

/** Messages that a function gets at once, as in the template. */
const batchSize = 100;

/** A function that reads a queue, as AWS Lambda calls it. */
type QueueFunction = (event: unknown, context: never) => Promise<SQSBatchResponse>;

/** A queue that a function reads, and where it puts what it cannot read. */
export interface LocalFunctionQueue {
  readonly work: (read: QueueFunction) => WorkOn;
  readonly setAside: SetAside;
}

/** Makes a queue, which hands events over in batches. `newId` makes ids of messages, `keep` keeps what was set aside. */
export function functionQueue(newId: () => string, keep: SetAside): LocalFunctionQueue {
  /** By the ids of messages that are being worked on. */
  const reasons = new Map<string, string>();

  async function workOn(read: QueueFunction, events: readonly Fields[]): Promise<Worked> {
    const messages = events.map((event) => ({ event, messageId: newId(), body: JSON.stringify(event) }));
    const Records = messages.map(({ messageId, body }) => ({ messageId, body }));
    const { batchItemFailures } = await read({ Records }, {} as never);
    const refused = messages.flatMap(({ event, messageId }) => {
      const reason = reasons.get(messageId);
      reasons.delete(messageId);
      return reason === undefined ? [] : [{ event, reason }];
    });
    return { failed: batchItemFailures.length, refused };
  }

  return {
    work: (read) => async (events) => {
      const worked: Worked[] = [];
      for (const some of batches(events, { items: batchSize })) {
        worked.push(await workOn(read, some));
        // Nothing that a function waits for here takes time: others get their turn between two batches.
        await setImmediate();
      }
      return {
        failed: worked.reduce((sum, { failed }) => sum + failed, 0),
        refused: worked.flatMap(({ refused }) => refused),
      };
    },
    setAside: async (message, reason) => {
      await keep(message, reason);
      reasons.set(message.messageId, reason.message);
    },
  };
}
