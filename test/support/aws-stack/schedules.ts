import {
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Deployment } from './deployment.ts';

/** A one-time schedule that waits for its time. */
export interface Waiting {
  readonly name: string;
  readonly group: string;
  readonly at: Date;
  /** The message that it hands over, as JSON. */
  readonly input: string;
  /** ARN. */
  readonly target: string;
}

/** The schedules there are, by their time. moto fires none. */
export async function waitingSchedules(scheduler: SchedulerClient): Promise<Waiting[]> {
  const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({}));
  const waiting: Waiting[] = [];
  for (const { Name = '', GroupName = '' } of Schedules) {
    const schedule = await scheduler.send(new GetScheduleCommand({ Name, GroupName }));
    const [, time = ''] = /^at\((.*)\)$/.exec(schedule.ScheduleExpression ?? '') ?? [];
    const { Arn: target = '', Input: input = '' } = schedule.Target ?? {};
    waiting.push({ name: Name, group: GroupName, at: new Date(`${time}Z`), input, target });
  }
  return waiting.sort((one, other) => one.at.getTime() - other.at.getTime());
}

/** Lets a schedule's time come: the functions' clocks are set to it, and its message is in the queue of TrackSessions. */
export async function fire(stack: Deployment, { name, group, at, input }: Waiting): Promise<void> {
  const { queueUrl: QueueUrl } = stack.mappingOf('TrackSessions');
  stack.passTo(at);
  await stack.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: input }));
  await stack.scheduler.send(new DeleteScheduleCommand({ Name: name, GroupName: group }));
}
