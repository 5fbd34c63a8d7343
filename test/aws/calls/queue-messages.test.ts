import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { queueMessages } from '../../../shared/aws/calls/queue-messages.ts';

const sqs = mockClient(SQSClient);
const client = new SQSClient({ region: 'eu-central-1' });
const send = queueMessages({ client: async () => client, queueUrl: 'https://queue' });
const bodies = Array.from({ length: 23 }, (_, index) => `message ${index}`);
const sent = () => sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input);

beforeEach(() => {
  sqs.reset();
  sqs.on(SendMessageBatchCommand).resolves({});
});

it('messages go out by ten, each once', async () => {
  await send(bodies);
  expect(sent().map(({ Entries = [] }) => Entries.length)).toEqual([10, 10, 3]);
  expect(sent().flatMap(({ Entries = [] }) => Entries.map(({ MessageBody }) => MessageBody))).toEqual(bodies);
  for (const { QueueUrl, Entries = [] } of sent()) {
    expect(QueueUrl).toBe('https://queue');
    expect(new Set(Entries.map(({ Id }) => Id)).size).toBe(Entries.length);
  }
});

it('no messages are no call', async () => {
  await send([]);
  expect(sent()).toEqual([]);
});

it('what the queue has not taken is told by codes and counts, after all others were sent', async () => {
  const failed = { Id: '4', SenderFault: false, Code: 'InternalError', Message: 'MUST-NEVER-LEAVE' };
  sqs
    .on(SendMessageBatchCommand)
    .resolvesOnce({ Failed: [failed], Successful: [] })
    .resolves({});
  await expect(send(bodies)).rejects.toThrow('1 of 23 messages not taken: InternalError');
  expect(sent()).toHaveLength(3);
});
