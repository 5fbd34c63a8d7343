import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { eventCases } from '../../shared/examples/event-cases.ts';
import { type Deployment, hurry } from '../support/aws-stack/deployment.ts';
import { refusal } from '../support/aws-stack/faults.ts';
import { record, reported, rootRecords } from '../support/aws-stack/findings.ts';
import { it } from '../support/aws-stack/it.ts';
import { violationsIn } from '../support/aws-stack/published.ts';

const functionId = 'AuditCredentialRequests';
const poison =
  eventCases.find(({ name }) => name === 'audit-credential-requests.malformed.json')?.rawBody ?? '';

async function poisoned({ sqs, mappingOf }: Deployment): Promise<void> {
  const { queueUrl } = mappingOf(functionId);
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: poison }));
}

it('of ten messages one is poison: nine become findings, it ends in the dead-letter queue with the reason', async ({
  stack,
}) => {
  const records = rootRecords(9);
  await record(stack, records.slice(0, 4));
  await poisoned(stack);
  await record(stack, records.slice(4));
  expect(await stack.mappingOf(functionId).drain()).toEqual([{ received: 10, failed: [] }]);

  const published = await stack.published();
  expect(published).toHaveLength(9);
  expect(violationsIn(published)).toEqual(await reported(records));
  const [deadLetter, ...others] = await stack.take('AuditDeadLetterQueueUrl');
  expect(deadLetter?.Body).toBe(poison);
  expect(deadLetter?.MessageAttributes).toMatchObject({
    Error: { StringValue: 'MalformedRecordError' },
    Reason: { StringValue: expect.stringMatching(/^expected `\w+` to be/) },
    SourceMessageId: { StringValue: expect.any(String) },
  });
  expect(others).toEqual([]);
});

it('what the dead-letter queue does not take is not lost: SQS itself moves it there after the last try', async ({
  stack,
}) => {
  await hurry(stack, functionId);
  const expected = await record(stack, rootRecords(2));
  await poisoned(stack);
  stack.endpoint.fail('SendMessage', refusal('AccessDenied', 403), Infinity);
  const [first, ...others] = await stack.mappingOf(functionId).drain();
  expect(first).toEqual({ received: 3, failed: [expect.any(String)] });
  expect(others).toEqual(Array(4).fill({ received: 1, failed: first?.failed }));

  expect(violationsIn(await stack.published())).toEqual(expected);
  const deadLetters = await stack.take('AuditDeadLetterQueueUrl');
  expect(deadLetters.map(({ Body }) => Body)).toEqual([poison]);
});
