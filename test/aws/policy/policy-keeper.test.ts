import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { type KeptPolicy, policyKeeper } from '../../../shared/aws/policy/policy-keeper.ts';
import { packText } from '../../../shared/json/packed-text.ts';

const table = mockClient(DynamoDBClient);
const keeper = policyKeeper({ client: async () => new DynamoDBClient({}), tableName: 'warden-table' });
const key = { pk: { S: 'policy' }, sk: { S: 'in-force' } };
const first: KeptPolicy = {
  document: packText('schemaVersion: "1"'),
  revision: 'sha256:a',
  previousRevision: undefined,
  changedAt: '2026-10-01T12:00:00.000Z',
  settlesAt: '2026-10-01T12:02:00.000Z',
  returns: 0,
  isAnnounced: false,
};
const second: KeptPolicy = {
  ...first,
  revision: 'sha256:b',
  previousRevision: 'sha256:a',
  changedAt: '2026-10-01T13:00:00.000Z',
  returns: 2,
  isAnnounced: true,
};
const otherwise = new ConditionalCheckFailedException({ message: 'otherwise', $metadata: {} });
const putBy = () => table.commandCalls(PutItemCommand).map(({ args }) => args[0].input);

beforeEach(() => {
  table.reset();
});

describe('the kept policy', () => {
  it.each([first, second])('is what was put: $revision', async (kept) => {
    table.on(PutItemCommand).resolves({});
    expect(await keeper.replace(undefined, kept)).toBe(true);
    const [put] = putBy();
    table.on(GetItemCommand).resolves({ Item: put?.Item ?? {} });
    expect(await keeper.read()).toEqual(kept);
    expect(put).toMatchObject({ TableName: 'warden-table', Item: key });
    expect(put?.Item).not.toHaveProperty('expiresAt');
  });

  it('is read as it is now, not as it was a moment ago', async () => {
    table.on(GetItemCommand).resolves({});
    expect(await keeper.read()).toBeUndefined();
    const [call] = table.commandCalls(GetItemCommand);
    expect(call?.args[0].input).toEqual({ TableName: 'warden-table', Key: key, ConsistentRead: true });
  });

  it('is the first only where there is none', async () => {
    table.on(PutItemCommand).resolves({});
    await keeper.replace(undefined, first);
    expect(putBy()).toMatchObject([{ ConditionExpression: 'attribute_not_exists(pk)' }]);
  });

  it('is replaced only where it is still what was read', async () => {
    table.on(PutItemCommand).resolves({});
    await keeper.replace(first, second);
    expect(putBy()).toMatchObject([
      {
        ConditionExpression: 'revision = :revision AND changedAt = :changedAt',
        ExpressionAttributeValues: {
          ':revision': { S: first.revision },
          ':changedAt': { S: first.changedAt },
        },
      },
    ]);
  });

  it('stays where another function was quicker', async () => {
    table.on(PutItemCommand).rejects(otherwise);
    expect(await keeper.replace(first, second)).toBe(false);
  });

  it('is not kept where the table refuses', async () => {
    table.on(PutItemCommand).rejects(new Error('throttled'));
    await expect(keeper.replace(first, second)).rejects.toThrow('throttled');
  });
});

describe('a change that was told', () => {
  it('is marked where there was no other since', async () => {
    table.on(UpdateItemCommand).resolves({});
    await keeper.markAnnounced(first);
    const [call] = table.commandCalls(UpdateItemCommand);
    expect(call?.args[0].input).toEqual({
      TableName: 'warden-table',
      Key: key,
      UpdateExpression: 'SET isAnnounced = :yes',
      ConditionExpression: 'revision = :revision AND changedAt = :changedAt',
      ExpressionAttributeValues: {
        ':revision': { S: first.revision },
        ':changedAt': { S: first.changedAt },
        ':yes': { BOOL: true },
      },
    });
  });

  it('needs no mark where there was another since', async () => {
    table.on(UpdateItemCommand).rejects(otherwise);
    await expect(keeper.markAnnounced(first)).resolves.toBeUndefined();
  });

  it('is marked later where the table does not answer', async () => {
    table.on(UpdateItemCommand).rejects(new Error('silent'));
    await expect(keeper.markAnnounced(first)).rejects.toThrow('silent');
  });
});
