import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Clients } from './clients.ts';
import { takeAll } from './queue.ts';

const mostEntries = 10;
const subscriber = 'subscriber';

/** An event as a rule's target gets it. */
export interface DeliveredEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: unknown;
}

/** Puts events on a bus, the default one where they name none. */
export async function putEvents(
  events: EventBridgeClient,
  entries: readonly PutEventsRequestEntry[],
): Promise<void> {
  for (let at = 0; at < entries.length; at += mostEntries) {
    const command = new PutEventsCommand({ Entries: entries.slice(at, at + mostEntries) });
    const { Entries = [] } = await events.send(command);
    const refused = Entries.filter(({ EventId }) => EventId === undefined);
    if (refused.length > 0) throw new Error(`bus refused events: ${JSON.stringify(refused)}`);
  }
}

/**
 * Subscribes to what the functions publish, by a rule and a queue, as another team would. The function that it gives
 * takes what came since its last call.
 */
export async function subscribe(
  { events, sqs }: Pick<Clients, 'events' | 'sqs'>,
  busName: string,
): Promise<() => Promise<DeliveredEvent[]>> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: subscriber }));
  const question = { QueueUrl, AttributeNames: ['QueueArn' as const] };
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand(question));
  const pattern = JSON.stringify({ source: ['sts-warden'] });
  await events.send(new PutRuleCommand({ EventBusName: busName, Name: subscriber, EventPattern: pattern }));
  const targets = [{ Id: subscriber, Arn: Attributes?.QueueArn }];
  await events.send(new PutTargetsCommand({ EventBusName: busName, Rule: subscriber, Targets: targets }));
  return async () => (await takeAll(sqs, QueueUrl)).map(({ Body = '' }) => JSON.parse(Body));
}
