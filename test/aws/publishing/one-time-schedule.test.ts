import type { CreateScheduleCommandInput, SchedulerClient } from '@aws-sdk/client-scheduler';
import { expect, it } from 'vitest';
import { oneTimeSchedules } from '../../../shared/aws/publishing/one-time-schedule.ts';

it.each([
  ['2026-10-01T08:55:00.000Z', 'at(2026-10-01T08:55:00)'],
  ['2026-10-01T08:55:00.001Z', 'at(2026-10-01T08:55:01)'],
  ['2026-12-31T23:59:59.900Z', 'at(2027-01-01T00:00:00)'],
])('what is to come back at %s does so %s, not before', async (time, expected) => {
  const made: CreateScheduleCommandInput[] = [];
  const client = {
    send: async ({ input }: { readonly input: CreateScheduleCommandInput }) => void made.push(input),
  } as unknown as SchedulerClient;
  const schedule = oneTimeSchedules({
    client: async () => client,
    group: 'group',
    queueArn: 'queue',
    roleArn: 'role',
    deadLetterArn: 'dead letters',
  });
  await schedule({ due: 'one' }, new Date(time));
  expect(made).toMatchObject([{ ScheduleExpression: expected, ScheduleExpressionTimezone: 'UTC' }]);
  expect(made[0]?.Name).toMatch(/^[0-9a-f]{64}$/);
});
