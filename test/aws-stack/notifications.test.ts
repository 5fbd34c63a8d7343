import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateTopicCommand, DeleteTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { findingsOf } from '../../shared/findings/findings-of.ts';
import { putEvents } from '../support/aws-stack/bus.ts';
import { clientOptions } from '../support/aws-stack/clients.ts';
import { type Deployment, hurry } from '../support/aws-stack/deployment.ts';
import { entriesOf } from '../support/aws-stack/entries.ts';
import { refusal } from '../support/aws-stack/faults.ts';
import { record, rootRecords } from '../support/aws-stack/findings.ts';
import { itWith } from '../support/aws-stack/it.ts';
import { takeAll } from '../support/aws-stack/queue.ts';
import { violationOf } from '../support/findings/violations.ts';

const functionId = 'NotifyFindings';
const topicIn = (region: string) => `arn:aws:sns:${region}:123456789012:findings`;
const topicArn = topicIn('us-east-1');
const it = itWith({ NotificationTopicArn: topicArn });

/** What a subscriber of the topic got since it was last asked: subjects and messages. */
interface Subscriber {
  readonly got: () => Promise<{ readonly Subject: string; readonly Message: string }[]>;
}

async function subscriberOf({ endpoint, sqs }: Deployment, region = 'us-east-1'): Promise<Subscriber> {
  const sns = new SNSClient({ ...clientOptions(endpoint.url), region });
  await sns.send(new CreateTopicCommand({ Name: 'findings' }));
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'people' }));
  const Endpoint = 'arn:aws:sqs:us-east-1:123456789012:people';
  await sns.send(new SubscribeCommand({ TopicArn: topicIn(region), Protocol: 'sqs', Endpoint }));
  return { got: async () => (await takeAll(sqs, QueueUrl)).map(({ Body = '{}' }) => JSON.parse(Body)) };
}

async function hand({ sqs, mappingOf }: Deployment, event: object): Promise<void> {
  const { queueUrl } = mappingOf(functionId);
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(event) }));
}

/** As if the last digest were long ago. */
async function forgetDigest({ dynamoDb, output }: Deployment): Promise<void> {
  const Key = { pk: { S: 'digest' }, sk: { S: 'told' } };
  await dynamoDb.send(new DeleteItemCommand({ TableName: output('TableName'), Key }));
}

const clock = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };
const event = (letter: string, more: object) => ({
  source: 'sts-warden',
  'detail-type': 'Temporary Credentials Violation',
  detail: violationOf(letter, more),
});

it('people hear of a finding once, however many records are of it', async ({ stack }) => {
  await hurry(stack, functionId);
  const subscriber = await subscriberOf(stack);
  const violations = await record(stack, rootRecords(12));
  await stack.mappingOf('AuditCredentialRequests').drain();
  await stack.mappingOf(functionId).drain();
  const got = await subscriber.got();
  expect(got).toHaveLength(findingsOf(violations).length);
  expect(got[0]).toMatchObject({
    Subject: expect.stringMatching(/^STS Warden: critical, no-root-credentials, \d+ times?$/),
    Message: expect.stringContaining('CRITICAL no-root-credentials (G6): '),
  });
  await hand(stack, event('z', violations[0] ?? {}));
  await stack.mappingOf(functionId).drain();
  expect(await subscriber.got()).toEqual([]);
});

it('the others come once a day, together', async ({ stack }) => {
  await hurry(stack, functionId);
  const subscriber = await subscriberOf(stack);
  await hand(stack, event('m', { severity: 'medium' }));
  await hand(stack, event('l', { severity: 'low', ruleId: 'connection-is-consistent' }));
  await stack.mappingOf(functionId).drain();
  expect(await subscriber.got()).toEqual([]);
  await hand(stack, clock);
  await hand(stack, clock);
  await stack.mappingOf(functionId).drain();
  expect(await subscriber.got()).toMatchObject([{ Subject: 'STS Warden: daily digest, 1 medium, 1 low' }]);
  await hand(stack, clock);
  await stack.mappingOf(functionId).drain();
  expect(await subscriber.got()).toEqual([]);
});

it('what one digest told, and an event says again, is in no other', async ({ stack }) => {
  await hurry(stack, functionId);
  const subscriber = await subscriberOf(stack);
  const [m, l] = [
    event('m', { severity: 'medium' }),
    event('l', { severity: 'low', ruleId: 'connection-is-consistent' }),
  ];
  await hand(stack, m);
  await stack.mappingOf(functionId).drain();
  await hand(stack, clock);
  await stack.mappingOf(functionId).drain();
  expect(await subscriber.got()).toMatchObject([{ Subject: 'STS Warden: daily digest, 1 medium' }]);
  await forgetDigest(stack);
  await hand(stack, m);
  await hand(stack, l);
  await stack.mappingOf(functionId).drain();
  await hand(stack, clock);
  await stack.mappingOf(functionId).drain();
  expect(await subscriber.got()).toMatchObject([{ Subject: 'STS Warden: daily digest, 1 low' }]);
});

it('a finding that waits under two severities is in the digest once', async ({ stack }) => {
  await hurry(stack, functionId);
  const subscriber = await subscriberOf(stack);
  for (const one of [event('m', { severity: 'medium' }), event('n', { severity: 'low' })]) {
    await hand(stack, one);
    await stack.mappingOf(functionId).drain();
  }
  await hand(stack, clock);
  await stack.mappingOf(functionId).drain();
  expect(await subscriber.got()).toMatchObject([{ Subject: 'STS Warden: daily digest, 1 medium' }]);
});

it('a digest that the table fails after it went out is told once, and nothing of it waits', async ({
  stack,
}) => {
  await hurry(stack, functionId);
  const subscriber = await subscriberOf(stack);
  await hand(stack, event('m', { severity: 'medium' }));
  await stack.mappingOf(functionId).drain();
  // As often as the client tries.
  stack.endpoint.fail('DeleteItem', refusal('ThrottlingException'), 3);
  await hand(stack, clock);
  const batches = await stack.mappingOf(functionId).drain();
  expect(batches.flatMap(({ failed }) => failed)).toHaveLength(1);
  expect(await subscriber.got()).toHaveLength(1);
  await forgetDigest(stack);
  await hand(stack, clock);
  await stack.mappingOf(functionId).drain();
  expect(await subscriber.got()).toEqual([]);
});

it('what Amazon SNS takes of many is told, and the rest when it takes that', async ({ stack }) => {
  await hurry(stack, functionId);
  const subscriber = await subscriberOf(stack);
  stack.endpoint.fail('Publish', refusal('InvalidParameter'), 1);
  for (const ruleId of ['no-root-credentials', 'duration-covers-run', 'renew-before-expiry'] as const)
    await hand(stack, event('a', { ruleId }));
  const batches = await stack.mappingOf(functionId).drain();
  expect(batches.flatMap(({ failed }) => failed)).toHaveLength(1);
  expect(await subscriber.got()).toHaveLength(3);
});

it('what no topic took waits, and is told when there is one', async ({ stack }) => {
  await hurry(stack, functionId);
  const subscriber = await subscriberOf(stack);
  const sns = new SNSClient(clientOptions(stack.endpoint.url));
  await sns.send(new DeleteTopicCommand({ TopicArn: topicArn }));
  await hand(stack, event('a', {}));
  const { failed } = await stack.mappingOf(functionId).poll();
  expect(failed).toHaveLength(1);
  await sns.send(new CreateTopicCommand({ Name: 'findings' }));
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: 'arn:aws:sqs:us-east-1:123456789012:people',
    }),
  );
  await stack.mappingOf(functionId).drain();
  expect(await subscriber.got()).toHaveLength(1);
});

it('people hear of what is found of a submission', async ({ stack }) => {
  await hurry(stack, functionId);
  const subscriber = await subscriberOf(stack);
  const name = 'review-submission.kms-unload-without-role.json';
  await putEvents(stack.events, await entriesOf(name, stack.output('EventBusName')));
  await stack.mappingOf('ReviewSubmission').drain();
  await stack.mappingOf(functionId).drain();
  expect(await subscriber.got()).toMatchObject([
    { Subject: 'STS Warden: high, kms-unload-uses-iam-role, 1 time' },
  ]);
});

it('a burst of one finding fails nobody, and is told once', async ({ stack }) => {
  await hurry(stack, functionId);
  const subscriber = await subscriberOf(stack);
  for (const letter of 'abcdefghijkl') await hand(stack, event(letter, {}));
  expect(await stack.mappingOf(functionId).poll()).toEqual({ received: 10, failed: [] });
  await stack.mappingOf(functionId).drain();
  expect(await subscriber.got()).toHaveLength(1);
});

itWith({ NotificationTopicArn: topicIn('eu-west-1') })(
  'people hear by a topic of another Region',
  async ({ stack }) => {
    await hurry(stack, functionId);
    const subscriber = await subscriberOf(stack, 'eu-west-1');
    await hand(stack, event('a', {}));
    await stack.mappingOf(functionId).drain();
    expect(await subscriber.got()).toHaveLength(1);
  },
);
