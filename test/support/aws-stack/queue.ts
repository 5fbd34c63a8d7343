import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** How many messages a queue holds, those included that a receiver has taken and not deleted. */
export async function messagesIn(sqs: SQSClient, queueUrl: string): Promise<number> {
  const counts = [await countMessages(sqs, queueUrl), await countMessages(sqs, queueUrl)];
  // Moto counts the two kinds one after the other, and may miss a message that becomes visible meanwhile.
  while (counts.at(-1) !== counts.at(-2)) counts.push(await countMessages(sqs, queueUrl));
  return counts.at(-1) ?? 0;
}

async function countMessages(sqs: SQSClient, queueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
}

/** Empties a queue that nobody else reads. Moto delivers within the call that sends, so there is nothing to wait for. */
export async function takeAll(sqs: SQSClient, queueUrl: string): Promise<Message[]> {
  const taken: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return taken;
    for (const { ReceiptHandle } of Messages)
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    taken.push(...Messages);
  }
}
