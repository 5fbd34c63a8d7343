import type { SNSClient } from '@aws-sdk/client-sns';
import type { Notification } from '../../report/notification-text.ts';

/** Sends a notification to people; rejects where it was not taken. */
export type Notify = (notification: Notification) => Promise<void>;

export interface TopicOptions {
  /** A client of Amazon SNS in a Region. */
  readonly clientIn: (region: string) => () => Promise<Pick<SNSClient, 'send'>>;
  readonly topicArn: string;
}

/** Publishes notifications to a topic of Amazon SNS, whose subscribers they are for. */
export function topicNotifier({ clientIn, topicArn }: TopicOptions): Notify {
  // arn:PARTITION:sns:REGION:ACCOUNT:NAME
  const client = clientIn(topicArn.split(':')[3] ?? '');
  return async ({ subject, message }) => {
    const { PublishCommand } = await import('@aws-sdk/client-sns');
    await (await client()).send(
      new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message }),
    );
  };
}
