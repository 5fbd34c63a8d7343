import { forwarderAlarms } from '../alarm-events.ts';
import { eventRule } from '../blocks/event-rule.ts';
import { deadLetterQueue } from '../blocks/queue.ts';
import type { Chapter } from '../chapter.ts';
import { getAtt } from '../intrinsics.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import { prose } from '../prose.ts';
import { together } from '../resources.ts';

/** The queue for events that rules could not put on the queues of the functions. */
export function undeliverableEvents(functions: readonly LambdaFunction[]): Chapter {
  const rules = functions.flatMap(({ queue }) => Object.keys(queue?.rules ?? {}));
  return {
    title: 'Events that EventBridge could not put on a queue',
    says: prose`
      Message attributes name the rule, the target and the error. Alarms of forwarders come here as events: what they ring
      for is an event that was not delivered, too.`,
    resources: together(
      deadLetterQueue(
        'UndeliverableEventQueue',
        [...rules, 'ForwarderAlarmRule'].map((id) => getAtt(`${id}.Arn`)),
      ),
      {
        ForwarderAlarmRule: {
          Type: 'AWS::Events::Rule',
          Properties: eventRule(
            { ...forwarderAlarms, bus: getAtt('ReceivingBus.Name') },
            {
              Id: 'undeliverable',
              Arn: getAtt('UndeliverableEventQueue.Arn'),
              DeadLetterConfig: { Arn: getAtt('UndeliverableEventQueue.Arn') },
            },
          ),
        },
      },
    ),
  };
}
