import { setImmediate as turn } from 'node:timers/promises';
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AccessSnapshot } from '../../../shared/access/access-snapshot.ts';
import { SnapshotError, snapshotStore } from '../../../shared/aws/facts/snapshot-store.ts';

const dynamo = mockClient(DynamoDBClient);
const client = new DynamoDBClient({ region: 'eu-central-1' });
const store = () => snapshotStore({ client: async () => client, tableName: 'warden' });

const accountId = '123456789012';
const account = `arn:aws:iam::${accountId}`;
const takenAt = '2026-10-01T06:00:00.000Z';
const snapshotOf = (name: string, more: Partial<AccessSnapshot> = {}): AccessSnapshot => ({
  access: { arn: `${account}:user/${name}`, hasAccess: true, grants: [{ policy: 'p', statement: '#1' }] },
  takenAt,
  accessSince: takenAt,
  ...more,
});
const itemOf = (name: string) => ({
  pk: { S: 'account#123456789012' },
  sk: { S: `principal#user/${name}` },
  arn: { S: `${account}:user/${name}` },
  access: { S: JSON.stringify(snapshotOf(name).access) },
  accessSince: { S: takenAt },
  takenAt: { S: takenAt },
  expiresAt: { N: '1791439200' },
});
const nameOf = (sk: string | undefined) => sk?.split('/')[1] ?? '';

/** Answers look-ups of users named `known…`. */
function answering(unprocessed: readonly string[] = []) {
  const left = new Set(unprocessed);
  dynamo.on(BatchGetItemCommand).callsFake(({ RequestItems }) => {
    const keys: { sk: { S: string } }[] = RequestItems.warden.Keys;
    const later = keys.filter(({ sk }) => left.delete(nameOf(sk.S)));
    const found = keys.filter((key) => !later.includes(key) && nameOf(key.sk.S).startsWith('known'));
    return {
      Responses: { warden: found.map(({ sk }) => itemOf(nameOf(sk.S))) },
      UnprocessedKeys: later.length > 0 ? { warden: { Keys: later } } : {},
    };
  });
}
const lookedUp = () =>
  dynamo
    .commandCalls(BatchGetItemCommand)
    .map(({ args }) => args[0].input.RequestItems?.warden?.Keys?.map(({ sk }) => nameOf(sk?.S)));

beforeEach(() => {
  dynamo.reset();
  answering();
});

describe('find', () => {
  it('gives the snapshot of a principal', async () => {
    expect(await store().find(`${accountId}:user/known`)).toEqual(snapshotOf('known'));
    expect(dynamo.commandCalls(BatchGetItemCommand)[0]?.args[0].input).toEqual({
      RequestItems: {
        warden: { Keys: [{ pk: { S: 'account#123456789012' }, sk: { S: 'principal#user/known' } }] },
      },
    });
  });

  it('knows nothing of one without a snapshot', async () => {
    expect(await store().find(`${accountId}:user/other`)).toBeUndefined();
    expect(lookedUp()).toEqual([['other']]);
  });

  it('asks for those of one turn together, each once, at most 100 in a call', async () => {
    const one = store();
    const names = [...Array.from({ length: 100 }, (_, index) => `known${index}`), 'other', 'known0'];
    const found = await Promise.all(names.map((name) => one.find(`${accountId}:user/${name}`)));
    expect(found.map((snapshot) => nameOf(snapshot?.access.arn))).toEqual(
      names.map((name) => (name === 'other' ? '' : name)),
    );
    expect(lookedUp().map((keys) => keys?.length)).toEqual([100, 2]);
  });

  it('asks again for what was not processed', async () => {
    answering(['known1']);
    const one = store();
    const found = await Promise.all(
      ['known0', 'known1'].map((name) => one.find(`${accountId}:user/${name}`)),
    );
    expect(found.every((snapshot) => snapshot !== undefined)).toBe(true);
    expect(lookedUp()).toEqual([['known0', 'known1'], ['known1']]);
  });

  it('rejects with the error’s name where there is no answer', async () => {
    dynamo
      .on(BatchGetItemCommand)
      .rejects(Object.assign(new Error('MUST-NEVER-LEAVE'), { name: 'ThrottlingException' }));
    const failure = store().find(`${accountId}:user/known`);
    await expect(failure).rejects.toThrow(SnapshotError);
    await expect(failure).rejects.toMatchObject({
      name: 'SnapshotError',
      message: expect.stringMatching(/: ThrottlingException$/),
    });
  });

  it('rejects where keys are never processed', async () => {
    dynamo.on(BatchGetItemCommand).callsFake(({ RequestItems }) => ({ UnprocessedKeys: RequestItems }));
    await expect(store().find(`${accountId}:user/known`)).rejects.toThrow(SnapshotError);
  });
});

describe('earlier', () => {
  it('gives those of all the principals of an account, page by page', async () => {
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [itemOf('a')], LastEvaluatedKey: { pk: { S: 'next' } } })
      .resolves({ Items: [{ arn: { S: `${account}:role/x/b` }, takenAt: { S: takenAt } }] });
    expect([...(await store().earlier('123456789012'))]).toEqual([
      ['123456789012:user/a', { arn: `${account}:user/a`, takenAt, accessSince: takenAt }],
      ['123456789012:role/b', { arn: `${account}:role/x/b`, takenAt, accessSince: undefined }],
    ]);
    expect(dynamo.commandCalls(QueryCommand)).toHaveLength(2);
  });

  it('gives what was put a moment ago, which only a consistent read is sure to find', async () => {
    dynamo
      .on(QueryCommand)
      .callsFake(({ ConsistentRead }) => ({ Items: ConsistentRead ? [itemOf('a')] : [] }));
    expect((await store().earlier(accountId)).size).toBe(1);
  });
});

describe('put', () => {
  it('puts each snapshot in the place of an older one, to be deleted after a week', async () => {
    await store().put([snapshotOf('a'), snapshotOf('b', { accessSince: undefined })]);
    const [first, second] = dynamo.commandCalls(PutItemCommand).map(({ args }) => args[0].input);
    expect(first).toEqual({
      TableName: 'warden',
      Item: itemOf('a'),
      ConditionExpression: 'attribute_not_exists(takenAt) OR takenAt <= :takenAt',
      ExpressionAttributeValues: { ':takenAt': { S: takenAt } },
    });
    expect(second?.Item).not.toHaveProperty('accessSince');
  });

  it('leaves a newer one in its place', async () => {
    const newer = new ConditionalCheckFailedException({ message: '', $metadata: {} });
    dynamo.on(PutItemCommand).rejectsOnce(newer).resolves({});
    await store().put([snapshotOf('a'), snapshotOf('b')]);
    expect(dynamo.commandCalls(PutItemCommand)).toHaveLength(2);
  });

  it('has twenty-five writes under way at most', async () => {
    let [underWay, most] = [0, 0];
    dynamo.on(PutItemCommand).callsFake(async () => {
      underWay++;
      most = Math.max(most, underWay);
      await turn();
      underWay--;
      return {};
    });
    await store().put(Array.from({ length: 60 }, (_, index) => snapshotOf(`u${index}`)));
    expect([underWay, most]).toEqual([0, 25]);
  });

  it('rejects where one cannot be put', async () => {
    dynamo.on(PutItemCommand).rejects(new Error('no'));
    await expect(store().put([snapshotOf('a')])).rejects.toThrow('no');
  });

  it('keeps the first hundred grants, and as many principals as there are', async () => {
    const grants = Array.from({ length: 300 }, (_, index) => ({ policy: `p${index}` }));
    const many = { ...snapshotOf('a').access, grants };
    await store().put(Array.from({ length: 60 }, (_, index) => snapshotOf(`u${index}`, { access: many })));
    const calls = dynamo.commandCalls(PutItemCommand);
    expect(calls).toHaveLength(60);
    expect(JSON.parse(calls[0]?.args[0].input.Item?.access?.S ?? '').grants).toHaveLength(100);
  });
});

describe('root keys', () => {
  it.each([
    ['are there', { Item: { hasKeys: { BOOL: true } } }, true],
    ['are not there', { Item: { hasKeys: { BOOL: false } } }, false],
    ['are nowhere where nobody has looked', {}, false],
  ])('%s', async (_, answer, expected) => {
    dynamo.on(GetItemCommand).resolves(answer);
    expect(await store().rootKeys('123456789012')).toBe(expected);
    const key = { pk: { S: 'account#123456789012' }, sk: { S: 'root' } };
    expect(dynamo.commandCalls(GetItemCommand)[0]?.args[0].input.Key).toEqual(key);
    await store().putRootKeys('123456789012', expected, takenAt);
    expect(dynamo.commandCalls(PutItemCommand)[0]?.args[0].input.Item).toMatchObject({
      ...key,
      hasKeys: { BOOL: expected },
      takenAt: { S: takenAt },
    });
  });
});
