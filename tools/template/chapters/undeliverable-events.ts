import { deadLetterQueue } from '../blocks/queue.ts';
import type { Chapter } from '../chapter.ts';
import { getAtt } from '../intrinsics.ts';
import type { LambdaFunction } from '../lambda-function.ts';

/** The queue for events that rules could not put on the queues of the functions. */
export function undeliverableEvents(functions: readonly LambdaFunction[]): Chapter {
  const rules = functions.flatMap(({ queue }) => Object.keys(queue?.rules ?? {}));
  return {
    title: 'Events that EventBridge could not put on a queue',
    says: 'Message attributes name the rule, the target and the error.',
    resources: deadLetterQueue(
      'UndeliverableEventQueue',
      rules.map((id) => getAtt(`${id}.Arn`)),
    ),
  };
}
