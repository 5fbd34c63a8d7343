import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import { sha256 } from '../../json/sha256.ts';

export interface ScheduleOptions {
  readonly client: () => Promise<Pick<SchedulerClient, 'send'>>;
  /** Group of the schedules. */
  readonly group: string;
  /** ARN of the queue that gets what is due. */
  readonly queueArn: string;
  /** ARN of the role with which EventBridge Scheduler sends there. */
  readonly roleArn: string;
  /** ARN of the queue for what could not be sent. */
  readonly deadLetterArn: string;
}

/** Has a message come into a queue at a time, or within the minute after it. The same at the same time is scheduled once. */
export type ScheduleMessage = (message: object, at: Date) => Promise<void>;

/**
 * Makes one-time schedules of EventBridge Scheduler, which delete themselves. They may fire late, and more than once.
 * Source: EventBridge Scheduler User Guide, schedule types; a name has at most 64 characters.
 */
export function oneTimeSchedules(options: ScheduleOptions): ScheduleMessage {
  const { client, group, queueArn, roleArn, deadLetterArn } = options;
  return async (message, at) => {
    const { ConflictException, CreateScheduleCommand } = await import('@aws-sdk/client-scheduler');
    const input = JSON.stringify(message);
    // Whole seconds, and not before its time.
    const time = new Date(Math.ceil(at.getTime() / 1000) * 1000).toISOString().slice(0, 19);
    const command = new CreateScheduleCommand({
      Name: sha256(`${time} ${input}`),
      GroupName: group,
      ScheduleExpression: `at(${time})`,
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: { Arn: queueArn, RoleArn: roleArn, Input: input, DeadLetterConfig: { Arn: deadLetterArn } },
    });
    try {
      await (await client()).send(command);
    } catch (error) {
      if (!(error instanceof ConflictException)) throw error;
    }
  };
}
