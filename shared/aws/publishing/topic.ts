import type { SNSClient } from '@aws-sdk/client-sns';
import type { Notification } from '../../report/notification-text.ts';

/** Sends a notification to people; rejects where it was not taken. */
export type Notify = (notification: Notification) => Promise<void>;

export interface TopicOptions {
  readonly client: () => Promise<Pick<SNSClient, 'send'>>;
  readonly topicArn: string;
}

/** Publishes notifications to a topic of Amazon SNS, whose subscribers they are for. */
export function topicNotifier({ client, topicArn }: TopicOptions): Notify {
  return async ({ subject, message }) => {
    const { PublishCommand } = await import('@aws-sdk/client-sns');
    await (await client()).send(
      new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message }),
    );
  };
}
