import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { FactTableError } from '../../../shared/aws/facts/fact-table.ts';
import { keyIndex } from '../../../shared/aws/facts/key-index.ts';

const dynamo = mockClient(DynamoDBClient);
const client = new DynamoDBClient({ region: 'eu-central-1' });
const index = keyIndex({ client: async () => client, tableName: 'warden' });
const key = 'AKIAEXAMPLEEXAMPLE01';
const account = '123456789012';
const now = new Date('2026-10-01T06:00:00.000Z');
const seconds = now.getTime() / 1000;
const time = now.toISOString();
const arn = 'arn:aws:iam::123456789012:user/loader';
const owner = { pk: { S: `key#${key}` }, sk: { S: 'owner' } };
const sought = { pk: { S: `sought#${key}` }, sk: { S: 'sought' } };
const listing = { pk: { S: `account#${account}` }, sk: { S: 'listing' } };
const refused = new ConditionalCheckFailedException({ message: '', $metadata: {} });

const holds = (...items: readonly object[]) =>
  dynamo.on(BatchGetItemCommand).resolves({ Responses: { warden: items as never } });
const put = () => dynamo.commandCalls(PutItemCommand)[0]?.args[0].input;

beforeEach(() => {
  dynamo.reset();
  dynamo.on(PutItemCommand).resolves({});
  holds();
});

describe('of an access key is known', () => {
  it.each<[string, readonly object[], object]>([
    ['nothing', [], {}],
    [
      'whose it is',
      [{ ...owner, ownerArn: { S: arn }, principalId: { S: 'AIDAEXAMPLEEXAMPLE01' } }],
      { owner: { arn, principalId: 'AIDAEXAMPLEEXAMPLE01' } },
    ],
    ['whose it is, without a unique id', [{ ...owner, ownerArn: { S: arn } }], { owner: { arn } }],
    ['that it was deleted', [{ ...owner, isGone: { BOOL: true } }], { owner: 'gone' }],
    ['that it was sought', [{ ...sought, soughtAt: { S: time } }], { soughtAt: time }],
    [
      'when keys were listed',
      [{ ...listing, listedAt: { S: time }, keysListedAt: { S: time }, rootHasKeys: { BOOL: true } }],
      { listing: { listedAt: time, keysListedAt: time, rootHasKeys: true } },
    ],
  ])('%s', async (_, items, expected) => {
    holds(...items);
    expect(await index.find(key, account)).toEqual({
      owner: undefined,
      soughtAt: undefined,
      listing: undefined,
      ...expected,
    });
  });

  it('all of it by one call', async () => {
    await index.find(key, account);
    const calls = dynamo.commandCalls(BatchGetItemCommand);
    expect(calls.map(({ args }) => args[0].input.RequestItems?.warden?.Keys)).toEqual([
      [owner, sought, listing],
    ]);
  });

  it('nothing where the item does not say whose it is', async () => {
    holds(owner);
    await expect(index.find(key, account)).rejects.toThrow(FactTableError);
  });
});

it('the listing of an account is there, or is not', async () => {
  expect(await index.listing(account)).toBeUndefined();
  holds({ ...listing, listedAt: { S: time } });
  expect(await index.listing(account)).toEqual({
    listedAt: time,
    keysListedAt: undefined,
    rootHasKeys: undefined,
  });
});

describe('a key that is sought', () => {
  it.each([
    ['is noted', undefined],
    ['is left as somebody noted it', refused],
  ])('%s', async (_, error) => {
    if (error) dynamo.on(PutItemCommand).rejects(error);
    await index.note(key, now);
    expect(put()).toEqual({
      TableName: 'warden',
      Item: { ...sought, soughtAt: { S: time }, expiresAt: { N: String(seconds + 604_800) } },
      ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now',
      ExpressionAttributeValues: { ':now': { N: String(seconds) } },
    });
  });

  it('is not noted where the table does not take it', async () => {
    dynamo.on(PutItemCommand).rejects(new Error('throttled'));
    await expect(index.note(key, now)).rejects.toThrow('throttled');
  });
});

it.each([
  [true, undefined],
  [false, refused],
])('an account’s keys may be requested, once in five minutes: %s', async (expected, error) => {
  if (error) dynamo.on(PutItemCommand).rejects(error);
  expect(await index.mayRequest(account, now)).toBe(expected);
  expect(put()).toMatchObject({
    Item: { pk: { S: `sought#${account}` }, expiresAt: { N: String(seconds + 300) } },
    ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now OR expiresAt > :latest',
    ExpressionAttributeValues: { ':now': { N: String(seconds) }, ':latest': { N: String(seconds + 600) } },
  });
});
