import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import { coverageStore } from '../../shared/aws/records/coverage-store.ts';
import type { Deployment } from '../support/aws-stack/deployment.ts';
import { refusal } from '../support/aws-stack/faults.ts';
import { record, rootRecords } from '../support/aws-stack/findings.ts';
import { it } from '../support/aws-stack/it.ts';
import { rootRecord } from '../support/cli/audit-command.ts';
import { coverageCases } from '../support/records/coverage-cases.ts';

const day = 24 * 3600;
const storeOf = ({ dynamoDb, output }: Deployment) =>
  coverageStore({ client: async () => dynamoDb, tableName: output('TableName') });

describe('in DynamoDB', () => {
  it.for(coverageCases)('$name', ({ holds }, { stack }) => holds(storeOf(stack)));

  it('of two that note at once one is enough, and what both say holds', async ({ stack }) => {
    const store = storeOf(stack);
    const place = { accountId: '123456789012', region: 'eu-central-1' };
    await store.heard(place, 1000);
    await Promise.all([2000, 2001, 2002].map((at) => store.heard(place, at)));
    const [region] = await store.regions();
    expect(region?.firstAt).toBe(1000);
    expect(region?.lastAt).toBeGreaterThanOrEqual(2000);
    expect(region?.gaps.longest).toBeGreaterThanOrEqual(1000);
  });
});

/** As if records had come for a month, and none for two days. */
async function silenceSince({ dynamoDb, output }: Deployment, sk: string, lastAt: number): Promise<void> {
  const number = (value: number) => ({ N: String(value) });
  await dynamoDb.send(
    new UpdateItemCommand({
      TableName: output('TableName'),
      Key: { pk: { S: 'coverage' }, sk: { S: sk } },
      UpdateExpression: 'SET firstAt = :first, lastAt = :last, gapsSince = :first',
      ExpressionAttributeValues: { ':first': number(lastAt - 30 * day), ':last': number(lastAt) },
    }),
  );
}

async function look({ sqs, mappingOf }: Deployment) {
  const { queueUrl, drain } = mappingOf('WatchCoverage');
  const clock = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(clock) }));
  return drain();
}

const lostIn = async (stack: Deployment) =>
  (await stack.published()).filter((event) => event['detail-type'] === 'Coverage Lost');

it('from where a record came is known, and told once where none comes any more', async ({ stack }) => {
  await stack.functionOf('AuditCredentialRequests').kill();
  await record(stack, rootRecords(3));
  await stack.mappingOf('AuditCredentialRequests').drain();
  const [covered] = await storeOf(stack).regions();
  expect(covered).toMatchObject({ accountId: '123456789012', region: 'us-east-1' });
  await look(stack);
  expect(await lostIn(stack)).toEqual([]);

  const now = Math.floor(Date.now() / 1000);
  await silenceSince(stack, '123456789012 us-east-1', now - 2 * day);
  await look(stack);
  expect(await lostIn(stack)).toMatchObject([
    { detail: { accountId: '123456789012', region: 'us-east-1', toleratedSeconds: day } },
  ]);
  expect(stack.functionOf('WatchCoverage').printed()).toMatch(/"RegionsSilent":1/);
  await look(stack);
  expect(await lostIn(stack)).toEqual([]);
  expect(stack.functionOf('WatchCoverage').printed()).toMatch(/"RegionsSilent":1/);

  await record(stack, [rootRecord('again', { eventTime: new Date().toISOString().replace(/\.\d+/, '') })]);
  // A function notes once an hour from where records come, and this one has done so.
  await stack.functionOf('AuditCredentialRequests').kill();
  await stack.mappingOf('AuditCredentialRequests').drain();
  await look(stack);
  expect(stack.functionOf('WatchCoverage').printed()).toMatch(/"RegionsSilent":0/);
});

it('records are judged where it cannot be noted from where they came', async ({ stack }) => {
  await stack.functionOf('AuditCredentialRequests').kill();
  stack.endpoint.fail('PutItem', refusal('InternalServerError', 500), Infinity);
  await record(stack, rootRecords(1));
  await stack.mappingOf('AuditCredentialRequests').drain();
  expect(stack.functionOf('AuditCredentialRequests').printed()).toMatch(/"CoverageFailures":1/);
});
