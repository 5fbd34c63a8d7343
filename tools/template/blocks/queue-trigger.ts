import { getAtt } from '../intrinsics.ts';
import { folderOf, type LambdaFunction, type QueueTrigger, queueIds } from '../lambda-function.ts';
import { type Resources, together } from '../resources.ts';
import { bare, explainedBy, type Value } from '../value.ts';
import { eventRule } from './event-rule.ts';
import { deadLetterQueue, workQueue } from './queue.ts';

/** What brings events to a function: rules, the queue that they fill, and a queue for what the function cannot work on. */
export function queueTrigger({ name, timeout }: LambdaFunction, queue: QueueTrigger): Resources {
  const ids = queueIds(queue);
  const target = {
    Id: folderOf(name).replace(/-.*/, ''),
    Arn: getAtt(`${ids.work}.Arn`),
    DeadLetterConfig: { Arn: getAtt('UndeliverableEventQueue.Arn') },
  };
  const rules = Object.entries(queue.rules).map(([id, heard]) => {
    const rule = { Type: 'AWS::Events::Rule', Properties: eventRule(bare(heard), target) };
    return [id, explainedBy(heard, rule)] as const;
  });
  const work = workQueue(ids.work, {
    senders: Object.keys(queue.rules).map((id) => getAtt(`${id}.Arn`)),
    deadLetters: ids.dead,
    timeout: bare(timeout),
    batchingWindow: queue.batchingWindow ?? 0,
    ...(queue.outlasts !== undefined && { outlasts: queue.outlasts }),
    ...(queue.returnsAfter !== undefined && { returnsAfter: queue.returnsAfter }),
  });
  const dead = deadLetterQueue(explainedBy(queue.deadLetters, ids.dead));
  return together(Object.fromEntries(rules), work, dead);
}

/** The event by which the function reads its queue. */
export function queueEvent(queue: QueueTrigger): Readonly<Record<string, Value>> {
  const { event = 'Queue', batchSize, batchingWindow, maximumConcurrency } = queue;
  const properties = {
    Queue: getAtt(`${queueIds(queue).work}.Arn`),
    BatchSize: batchSize,
    MaximumBatchingWindowInSeconds: batchingWindow,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ScalingConfig: { MaximumConcurrency: maximumConcurrency },
  };
  return { [event]: { Type: 'SQS', Properties: properties } };
}
