import type { SqsEvent } from '../../contracts/sqs-event-contract.generated.ts';
import validate from '../../contracts/sqs-event-validator.generated.js';
import { schemaFaults } from '../../json/schema-faults.ts';

export type QueueMessage = SqsEvent['Records'][number];

/** An event that is none of a queue. Names every fault and echoes no value. */
export class NotAQueueEventError extends Error {
  override readonly name = 'NotAQueueEventError';
}

/** Reads the messages that Lambda hands over from an SQS queue. Throws {@link NotAQueueEventError}. */
export function readQueueEvent(event: unknown): readonly QueueMessage[] {
  if (validate(event)) return event.Records;
  const faults = schemaFaults(validate.errors).map(({ pointer, detail }) => `${pointer || '/'} ${detail}`);
  throw new NotAQueueEventError(`expected the event of a queue: ${faults.join('; ')}`);
}
