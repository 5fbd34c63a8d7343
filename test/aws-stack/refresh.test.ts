import { readFile } from 'node:fs/promises';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { describe, expect } from 'vitest';
import { refreshCases } from '../../shared/examples/queue-cases.ts';
import { arnOf } from '../support/access/accounts.ts';
import { putEvents } from '../support/aws-stack/bus.ts';
import { entriesOf } from '../support/aws-stack/entries.ts';
import { it } from '../support/aws-stack/it.ts';
import {
  accessInTable,
  allow,
  createUsers,
  newsIn,
  refresh,
  tellOfChange,
} from '../support/aws-stack/principals.ts';
import { violationsIn } from '../support/aws-stack/published.ts';
import { messagesIn } from '../support/aws-stack/queue.ts';

const functionId = 'RefreshPrincipals';
const powerless = ['sts:AssumeRole'];
const powerful = ['s3:GetObject'];

describe('a change in IAM', () => {
  it.for([
    ['the default bus', undefined],
    ['the receiving bus, from us-east-1', 'ReceivingBusArn'],
  ] as const)('on %s has all principals read anew', async ([, bus], { stack }) => {
    await createUsers(stack.iam, { a: powerful, b: powerless, c: [] });
    await tellOfChange(stack, bus && stack.output(bus));
    expect(await stack.mappingOf(functionId).drain()).toEqual([{ received: 1, failed: [] }]);
    expect(await accessInTable(stack)).toEqual({ a: true, b: false, c: false });
    expect(await stack.published()).toEqual([]);
    expect(stack.functionOf(functionId).printed()).toContain('"PrincipalsAnalysed":3');
  });

  it('a burst of them is one refresh', async ({ stack }) => {
    await createUsers(stack.iam, { a: powerless });
    for (let count = 0; count < 12; count++) await tellOfChange(stack);
    expect(await stack.mappingOf(functionId).drain()).toEqual([{ received: 12, failed: [] }]);
    expect(stack.endpoint.calls('GetAccountAuthorizationDetails')).toBe(1);
  });

  it('that gives access is a violation, one that takes it a cleared event', async ({ stack }) => {
    await createUsers(stack.iam, { a: powerless, b: powerful, c: powerful });
    await refresh(stack);
    await allow(stack.iam, 'a', powerful);
    await allow(stack.iam, 'b', powerless);
    await refresh(stack);
    const published = await stack.published();
    expect(newsIn(published)).toEqual(['cleared b', 'gained a']);
    expect(violationsIn(published)).toMatchObject([
      {
        ruleId: 'requester-has-no-access',
        subject: { requester: arnOf('a') },
        evidence: { services: ['s3'], actionCount: 1 },
      },
    ]);
    await refresh(stack);
    expect(await stack.published()).toEqual([]);
  });

  it('does not arrive where it was refused, is none, or somebody made it up', async ({ stack }) => {
    const [entry = {}] = await entriesOf('refresh-principals.user-policy-attached.json');
    const of = (delta: object) => ({
      ...entry,
      Detail: JSON.stringify({ ...JSON.parse(entry.Detail ?? ''), ...delta }),
    });
    await putEvents(stack.events, [
      of({ errorCode: 'AccessDenied' }),
      of({ eventName: 'GetUser' }),
      of({ eventSource: 'sts.amazonaws.com' }),
      { ...entry, Source: 'example.iam' },
      { ...entry, EventBusName: stack.output('EventBusName') },
    ]);
    expect(await messagesIn(stack.sqs, stack.mappingOf(functionId).queueUrl)).toBe(0);
  });
});

it.for(refreshCases)('the message of $name has all principals read anew', async ({ name }, { stack }) => {
  await createUsers(stack.iam, { a: powerful });
  const { Records }: SQSEvent = JSON.parse(await readFile(`events/${name}`, 'utf8'));
  const { queueUrl, drain } = stack.mappingOf(functionId);
  for (const { body } of Records)
    await stack.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  expect(await drain()).toEqual([{ received: 1, failed: [] }]);
  expect(await accessInTable(stack)).toEqual({ a: true });
  expect(await stack.take('PrincipalDeadLetterQueueUrl')).toEqual([]);
});
