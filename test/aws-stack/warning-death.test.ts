import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { compliantRecord, patched } from '../../shared/examples/compliant.ts';
import { hurry } from '../support/aws-stack/deployment.ts';
import { it } from '../support/aws-stack/it.ts';
import { runEvent, trailEvent } from '../support/functions/sqs-event.ts';

const functionId = 'TrackSessions';
/** As many as three calls of PutEvents take. */
const count = 24;
const now = Math.floor(Date.now() / 1000);
const text = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000', '');
const roleOf = (index: number) => `arn:aws:iam::123456789012:role/stage-${index}`;
const expiresAt = now + 600;

const started = (index: number) =>
  runEvent({
    schemaVersion: '1',
    runId: `run-${index}`,
    task: { id: `task-${index}`, name: 'orders' },
    startedAt: text(now - 900),
    roleArns: [roleOf(index)],
  });
const issued = (index: number) =>
  trailEvent(
    patched(compliantRecord, {
      eventID: `event-${index}`,
      eventTime: text(now - 800),
      requestParameters: { roleArn: roleOf(index) },
      responseElements: {
        credentials: { accessKeyId: `ASIA${100 + index}`, expiration: text(expiresAt) },
      },
    }),
  );

it('of two executions on one queue, killed in the middle of publishing, each warning comes once at least, with one id', async ({
  stack,
}) => {
  await hurry(stack, functionId);
  const each = Array.from({ length: count }, (_, index) => index);
  const first = { mapping: stack.mappingOf(functionId), lambda: stack.functionOf(functionId) };
  const second = stack.furtherOf(functionId);
  const queue = async (message: object) => {
    const MessageBody = JSON.stringify(message);
    await stack.sqs.send(new SendMessageCommand({ QueueUrl: first.mapping.queueUrl, MessageBody }));
  };
  for (const index of each) for (const fact of [started(index), issued(index)]) await queue(fact);
  await first.mapping.drain();

  stack.passTo(new Date((expiresAt - 300) * 1000));
  for (const index of each) await queue({ due: { kind: 'expiry', roleArn: roleOf(index), expiresAt } });
  // What either publishes first is taken, and neither lives to note it.
  for (const { lambda } of [first, second])
    stack.endpoint.fail('PutEvents', async ({ pass }) => {
      await pass();
      await lambda.kill();
      return 'silence';
    });
  await Promise.all([first.mapping.poll(), second.mapping.poll()]);
  await Promise.all([first.mapping.drain(), second.mapping.drain()]);

  const published = (await stack.published()).map(({ detail }) => detail as { id: string; runId: string });
  expect(published.length).toBeGreaterThan(count);
  const idsOfRuns = new Map(published.map(({ id, runId }) => [runId, id]));
  expect([...idsOfRuns.keys()].sort()).toEqual(each.map((index) => `run-${index}`).sort());
  expect(new Set(published.map(({ id }) => id)).size).toBe(count);
  expect(await stack.take('SessionDeadLetterQueueUrl')).toEqual([]);
});
