import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { proofUses } from '../../../shared/aws/facts/proof-uses.ts';
import { sha256 } from '../../../shared/json/sha256.ts';

const dynamoDb = mockClient(DynamoDBClient);
const proof = { signature: 'ab'.repeat(32), endsAt: 1_790_000_900 };
const use = proofUses({ client: async () => new DynamoDBClient({}), tableName: 'warden' }, () => 'use-1');

function usedBy(id: string) {
  const Item = { usedBy: { S: id } };
  return new ConditionalCheckFailedException({ message: 'there', $metadata: {}, Item });
}

beforeEach(() => {
  dynamoDb.reset();
});

describe('the use of a proof', () => {
  it('is noted by the digest of its signature, for longer than AWS takes it', async () => {
    dynamoDb.on(PutItemCommand).resolves({});
    expect(await use(proof)).toBe(true);
    expect(dynamoDb.commandCalls(PutItemCommand).map(({ args }) => args[0].input)).toEqual([
      {
        TableName: 'warden',
        Item: {
          pk: { S: `proof#${sha256(proof.signature)}` },
          sk: { S: 'use' },
          usedBy: { S: 'use-1' },
          expiresAt: { N: '1790001500' },
        },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    ]);
  });

  it('is the second one where another is there', async () => {
    dynamoDb.on(PutItemCommand).rejects(usedBy('use-0'));
    expect(await use(proof)).toBe(false);
  });

  it('is the second one where what is there does not say whose it is', async () => {
    const error = new ConditionalCheckFailedException({ message: 'there', $metadata: {} });
    dynamoDb.on(PutItemCommand).rejects(error);
    expect(await use(proof)).toBe(false);
  });

  it('is the first one where the SDK has put it twice', async () => {
    dynamoDb.on(PutItemCommand).rejects(usedBy('use-1'));
    expect(await use(proof)).toBe(true);
  });

  it('is not known where the table fails', async () => {
    dynamoDb.on(PutItemCommand).rejects(new Error('down'));
    await expect(use(proof)).rejects.toThrow('down');
  });
});
