import { describe, expect } from 'vitest';
import { hurry } from '../support/aws-stack/deployment.ts';
import {
  brokenConnection,
  lostAnswer,
  refusal,
  refusedEntries,
  silence,
} from '../support/aws-stack/faults.ts';
import type { Fault } from '../support/aws-stack/faulty-endpoint.ts';
import { record, rootRecords } from '../support/aws-stack/findings.ts';
import { it } from '../support/aws-stack/it.ts';
import { violationsIn } from '../support/aws-stack/published.ts';
import { messagesIn } from '../support/aws-stack/queue.ts';

const functionId = 'AuditCredentialRequests';
const count = 12;

describe('a bus that', () => {
  it.for<[string, Fault, number]>([
    ['refuses some entries', refusedEntries('InternalFailure', (_, index) => index % 3 === 0), 2],
    ['throttles some entries', refusedEntries('ThrottlingException', (_, index) => index > 0), 2],
    ['throttles whole calls', refusal('ThrottlingException'), 3],
    ['fails internally', refusal('InternalException', 500), 3],
    ['breaks the connection', brokenConnection, 1],
    ['is silent for a while', silence, 1],
  ])('%s gets every finding in the end, once', async ([, fault, times], { stack }) => {
    const expected = await record(stack, rootRecords(count));
    stack.endpoint.fail('PutEvents', fault, times);
    expect(await stack.mappingOf(functionId).drain()).toEqual([{ received: count, failed: [] }]);

    const published = await stack.published();
    expect(published).toHaveLength(count);
    expect(violationsIn(published)).toEqual(expected);
  });

  it('takes findings and cannot say so gets them again, with the same ids', async ({ stack }) => {
    const expected = await record(stack, rootRecords(count));
    stack.endpoint.fail('PutEvents', lostAnswer);
    await stack.mappingOf(functionId).drain();

    const published = await stack.published();
    expect(published.length).toBeGreaterThan(count);
    expect(violationsIn(published)).toEqual(expected);
  });

  it('is away for longer than all tries gets the findings when the messages come back', async ({ stack }) => {
    await hurry(stack, functionId);
    const expected = await record(stack, rootRecords(count));
    const mapping = stack.mappingOf(functionId);
    await stack.endpoint.goDown();
    expect((await mapping.poll()).failed).toHaveLength(count);
    expect(await messagesIn(stack.sqs, mapping.queueUrl)).toBe(count);

    await stack.endpoint.comeUp();
    expect((await mapping.drain()).flatMap(({ failed }) => failed)).toEqual([]);
    const published = await stack.published();
    expect(published).toHaveLength(count);
    expect(violationsIn(published)).toEqual(expected);
  });

  it('never takes one of the findings gets all others once, and SQS puts that one aside', async ({
    stack,
  }) => {
    await hurry(stack, functionId);
    const expected = await record(stack, rootRecords(count));
    const refused = refusedEntries('MalformedDetail', (detail) => detail.includes('"root-7"'));
    stack.endpoint.fail('PutEvents', refused, Infinity);
    const [first, ...others] = await stack.mappingOf(functionId).drain();
    expect(first).toEqual({ received: count, failed: [expect.any(String)] });
    expect(others).toEqual(Array(4).fill({ received: 1, failed: first?.failed }));

    const published = await stack.published();
    expect(published).toHaveLength(count - 1);
    expect(violationsIn(published)).toEqual(expected.filter(({ subject }) => subject.eventId !== 'root-7'));
    const [deadLetter, ...more] = await stack.take('AuditDeadLetterQueueUrl');
    expect(deadLetter?.Body).toContain('"root-7"');
    expect(more).toEqual([]);
  });
});
