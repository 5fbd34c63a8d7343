import type { SQSBatchResponse } from 'aws-lambda';
import { batches } from '../../aws/calls/batches.ts';
import type { WorkOn } from './event-bus.ts';

/** Messages that a function gets at once, as in the template. */
const batchSize = 100;

/** A function that reads a queue, as AWS Lambda calls it. */
export type QueueFunction = (event: unknown, context: never) => Promise<SQSBatchResponse>;

/** Makes what hands events to such a function, in batches. `newId` makes ids of messages. */
export function queueOf(read: QueueFunction, newId: () => string): WorkOn {
  return async (events) => {
    let failed = 0;
    for (const some of batches(events, { items: batchSize })) {
      const Records = some.map((event) => ({ messageId: newId(), body: JSON.stringify(event) }));
      const { batchItemFailures } = await read({ Records }, {} as never);
      failed += batchItemFailures.length;
    }
    return failed;
  };
}
