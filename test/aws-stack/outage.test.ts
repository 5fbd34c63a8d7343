import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { type Deployment, hurry } from '../support/aws-stack/deployment.ts';
import { brokenConnection, refusal, silence } from '../support/aws-stack/faults.ts';
import type { Fault } from '../support/aws-stack/faulty-endpoint.ts';
import { record as handOver } from '../support/aws-stack/findings.ts';
import { it } from '../support/aws-stack/it.ts';
import { createUsers, refresh } from '../support/aws-stack/principals.ts';
import { record, rootRecord } from '../support/cli/audit-command.ts';

const functionId = 'AuditCredentialRequests';
/** Milliseconds after which messages that failed can be received again, all of them together. */
const visibleAgain = 1200;
const records = [
  rootRecord('root'),
  record('guilty'),
  record('refused', {
    errorCode: 'ValidationError',
    errorMessage:
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    responseElements: null,
  }),
];
async function guilty(stack: Deployment): Promise<void> {
  await createUsers(stack.iam, { 'mapping-requester': ['s3:GetObject'] });
  await refresh(stack);
  await hurry(stack, functionId);
  await handOver(stack, records);
}

/** What was published since the last time, by rule and record; a copy counts. */
async function found(stack: Deployment): Promise<string[]> {
  const events = (await stack.published()) as { detail: Violation }[];
  return events.map(({ detail: { ruleId, subject } }) => `${ruleId} ${subject.eventId}`).sort();
}

it.for<[string, Fault]>([
  ['fails', refusal('InternalServerError', 500)],
  ['throttles', refusal('ThrottlingException')],
  ['refuses', refusal('AccessDeniedException')],
  ['breaks off', brokenConnection],
  ['is silent', silence],
])(
  'while the table %s, what needs none of it is published, and the rest when it is back',
  async ([, fault], { stack }) => {
    let isDown = true;
    const mapping = stack.mappingOf(functionId);
    await guilty(stack);
    stack.endpoint.fail('BatchGetItem', (call) => (isDown ? fault(call) : call.pass()), Infinity);
    // The record of root too: its violation is published, and still to be kept.
    expect((await mapping.poll()).failed).toHaveLength(3);
    expect(await found(stack)).toEqual(['duration-is-grantable refused', 'no-root-credentials root']);
    isDown = false;
    await sleep(visibleAgain);
    expect(await mapping.drain()).toEqual([{ received: 3, failed: [] }]);
    // What was published at the first try comes again with the rest, under the same id.
    expect(await found(stack)).toEqual([
      'duration-is-grantable refused',
      'no-root-credentials root',
      'requester-has-no-access guilty',
      'requester-has-no-access refused',
    ]);
    expect(await stack.take('AuditDeadLetterQueueUrl')).toEqual([]);
  },
);

it('neither the table nor the bus answers for two tries: all comes by itself afterwards, each id once', async ({
  stack,
}) => {
  const mapping = stack.mappingOf(functionId);
  await guilty(stack);
  let isDown = true;
  const outage: Fault = (call) => (isDown ? refusal('InternalFailure', 500)(call) : call.pass());
  for (const operation of ['BatchGetItem', 'PutEvents']) stack.endpoint.fail(operation, outage, Infinity);
  expect((await mapping.poll()).failed).toHaveLength(3);
  await sleep(visibleAgain);
  expect((await mapping.poll()).failed).toHaveLength(3);
  expect(await found(stack)).toEqual([]);
  isDown = false;
  await sleep(visibleAgain);
  expect(await mapping.drain()).toEqual([{ received: 3, failed: [] }]);
  expect(await found(stack)).toEqual([
    'duration-is-grantable refused',
    'no-root-credentials root',
    'requester-has-no-access guilty',
    'requester-has-no-access refused',
  ]);
  expect(await stack.take('AuditDeadLetterQueueUrl')).toEqual([]);
});
