import type { MessageAttributeValue, SQSClient } from '@aws-sdk/client-sqs';
import { refusedCharacters } from '../calls/message-text.ts';

const longestReason = 1000;

/** A message that no retry can mend. */
interface UnprocessableMessage {
  readonly messageId: string;
  readonly body: string;
}

/** Puts a message away with the reason; rejects where that fails, so that the queue keeps the message. */
export type SetAside = (message: UnprocessableMessage, reason: Error) => Promise<void>;

export interface DeadLetterOptions {
  readonly client: () => Promise<Pick<SQSClient, 'send'>>;
  readonly queueUrl: string;
}

/** Makes a sink that sends messages, as they came, to a dead-letter queue with the reason as message attribute. */
export function deadLetterQueue({ client, queueUrl }: DeadLetterOptions): SetAside {
  return async ({ messageId, body }, reason) => {
    const { SendMessageCommand } = await import('@aws-sdk/client-sqs');
    await (await client()).send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body === '' ? '(empty)' : body,
        MessageAttributes: {
          Error: text(reason.name),
          Reason: text(reason.message),
          SourceMessageId: text(messageId),
        },
      }),
    );
  };
}

/** An attribute that SQS takes whatever the text: an empty or refused one would keep the message out of the queue. */
function text(value: string): MessageAttributeValue {
  const allowed = value.slice(0, longestReason).replace(refusedCharacters, '\ufffd');
  return { DataType: 'String', StringValue: allowed === '' ? '(empty)' : allowed };
}
