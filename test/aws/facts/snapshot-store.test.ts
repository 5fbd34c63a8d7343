import { setImmediate as turn } from 'node:timers/promises';
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type AccessSnapshot, snapshotDigest } from '../../../shared/access/access-snapshot.ts';
import { FactTableError } from '../../../shared/aws/facts/fact-table.ts';
import { snapshotStore } from '../../../shared/aws/facts/snapshot-store.ts';
import { earlierOf, snapshotOf as snapshotWith, takenAt } from '../../support/access/snapshots.ts';

const dynamo = mockClient(DynamoDBClient);
const client = new DynamoDBClient({ region: 'eu-central-1' });
const store = () => snapshotStore({ client: async () => client, tableName: 'warden' });

const accountId = '123456789012';
const arnOf = (name: string) => `arn:aws:iam::${accountId}:user/${name}`;
const listedAt = '2026-10-01T07:00:00.000Z';
const key = 'AKIAEXAMPLEEXAMPLE01';
const snapshotOf = (name: string, more: Partial<AccessSnapshot> = {}) =>
  snapshotWith(name, true, { keys: [key], ...more });
const itemOf = (name: string) => ({
  pk: { S: 'account#123456789012' },
  sk: { S: `principal#user/${name}` },
  arn: { S: arnOf(name) },
  access: { S: JSON.stringify(snapshotOf(name).access) },
  principalId: { S: `AIDA${name}` },
  accessKeys: { L: [{ S: key }] },
  services: { L: [{ S: 's3' }] },
  catalogue: { S: 'c' },
  actions: { B: Uint8Array.of(2) },
  digest: { S: snapshotDigest(snapshotOf(name)) },
  accessSince: { S: takenAt },
  takenAt: { S: takenAt },
});
const listingItem = {
  pk: { S: 'account#123456789012' },
  sk: { S: 'listing' },
  listedAt: { S: listedAt },
  keysListedAt: { S: takenAt },
  rootHasKeys: { BOOL: true },
};
const listing = { listedAt, keysListedAt: takenAt, rootHasKeys: true };
const nameOf = (sk: string | undefined) => sk?.split('/')[1] ?? '';
const isPrincipal = (sk: string | undefined) => sk !== 'listing';

/** Answers look-ups of users named `known…`, and of the account’s listing. */
function answering(unprocessed: readonly string[] = [], change: object = {}) {
  const left = new Set(unprocessed);
  dynamo.on(BatchGetItemCommand).callsFake(({ RequestItems }) => {
    const keys: { sk: { S: string } }[] = RequestItems.warden.Keys;
    const later = keys.filter(({ sk }) => left.delete(nameOf(sk.S)));
    const found = keys.filter((one) => !later.includes(one) && nameOf(one.sk.S).startsWith('known'));
    const items = found.map(({ sk }) => ({ ...itemOf(nameOf(sk.S)), ...change }));
    return {
      Responses: { warden: keys.some(({ sk }) => !isPrincipal(sk.S)) ? [...items, listingItem] : items },
      UnprocessedKeys: later.length > 0 ? { warden: { Keys: later } } : {},
    };
  });
}
const lookedUp = () =>
  dynamo.commandCalls(BatchGetItemCommand).map(({ args }) =>
    args[0].input.RequestItems?.warden?.Keys?.map(({ sk }) => sk?.S)
      .filter(isPrincipal)
      .map(nameOf),
  );

beforeEach(() => {
  dynamo.reset();
  answering();
});

describe('find', () => {
  it('gives what is known of a principal, and when its account was listed', async () => {
    expect(await store().find(`${accountId}:user/known`)).toEqual({
      snapshot: { access: { ...snapshotOf('known').access, principalId: 'AIDAknown' }, takenAt },
      listing,
    });
    expect(dynamo.commandCalls(BatchGetItemCommand)[0]?.args[0].input).toEqual({
      RequestItems: {
        warden: {
          Keys: [
            { pk: { S: 'account#123456789012' }, sk: { S: 'principal#user/known' } },
            { pk: { S: 'account#123456789012' }, sk: { S: 'listing' } },
          ],
        },
      },
    });
  });

  it('says of one that is no more that it is so', async () => {
    answering([], { isGone: { BOOL: true } });
    const { snapshot } = await store().find(`${accountId}:user/known`);
    expect(snapshot).toMatchObject({ isGone: true });
  });

  it.each<[string, object]>([
    ['no JSON', { access: { S: '{' } }],
    ['no object', { access: { S: 'null' } }],
    ['nothing', { access: undefined }],
    [
      'no word on whether there is access',
      { access: { S: JSON.stringify({ arn: arnOf('known'), grants: [] }) } },
    ],
    [
      'another word on it',
      { access: { S: JSON.stringify({ arn: arnOf('known'), hasAccess: 'no', grants: [] }) } },
    ],
    ['no ARN', { access: { S: JSON.stringify({ hasAccess: false, grants: [] }) } }],
    ['no grants', { access: { S: JSON.stringify({ arn: arnOf('known'), hasAccess: false }) } }],
  ])('rejects where a snapshot holds %s', async (_, change) => {
    answering([], change);
    await expect(store().find(`${accountId}:user/known`)).rejects.toThrow(FactTableError);
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['nothing of the table', { Responses: { other: [] } }],
    ['what is no list', { Responses: { warden: 'items' } }],
  ])('rejects where the answer holds %s', async (_, answer) => {
    dynamo.on(BatchGetItemCommand).resolves(answer);
    await expect(store().find(`${accountId}:user/known`)).rejects.toThrow(FactTableError);
  });

  it('knows nothing of one without a snapshot', async () => {
    expect(await store().find(`${accountId}:user/other`)).toEqual({ snapshot: undefined, listing });
    expect(lookedUp()).toEqual([['other']]);
  });

  it('asks for those of one turn together, each once, at most 100 in a call', async () => {
    const one = store();
    const names = [...Array.from({ length: 100 }, (_, index) => `known${index}`), 'other', 'known0'];
    const found = await Promise.all(names.map((name) => one.find(`${accountId}:user/${name}`)));
    expect(found.map(({ snapshot }) => nameOf(snapshot?.access.arn))).toEqual(
      names.map((name) => (name === 'other' ? '' : name)),
    );
    expect(lookedUp().flat()).toHaveLength(101);
    expect(lookedUp()).toHaveLength(2);
  });

  it('asks again for what was not processed', async () => {
    answering(['known1']);
    const one = store();
    const found = await Promise.all(
      ['known0', 'known1'].map((name) => one.find(`${accountId}:user/${name}`)),
    );
    expect(found.every(({ snapshot }) => snapshot !== undefined)).toBe(true);
    expect(lookedUp()).toEqual([['known0', 'known1'], ['known1']]);
  });

  it('rejects with the error’s name where there is no answer', async () => {
    dynamo
      .on(BatchGetItemCommand)
      .rejects(Object.assign(new Error('MUST-NEVER-LEAVE'), { name: 'ThrottlingException' }));
    const failure = store().find(`${accountId}:user/known`);
    await expect(failure).rejects.toThrow(FactTableError);
    await expect(failure).rejects.toMatchObject({
      name: 'FactTableError',
      message: expect.stringMatching(/: ThrottlingException$/),
    });
  });

  it('rejects where keys are never processed', async () => {
    dynamo.on(BatchGetItemCommand).callsFake(({ RequestItems }) => ({ UnprocessedKeys: RequestItems }));
    await expect(store().find(`${accountId}:user/known`)).rejects.toThrow(FactTableError);
  });
});

describe('earlier', () => {
  it('gives those of all the principals of an account, page by page', async () => {
    const bare = {
      arn: { S: `arn:aws:iam::${accountId}:role/x/b` },
      takenAt: { S: takenAt },
      isGone: { BOOL: true },
    };
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [itemOf('a')], LastEvaluatedKey: { pk: { S: 'next' } } })
      .resolves({ Items: [bare] });
    expect([...(await store().earlier('123456789012'))]).toEqual([
      ['123456789012:user/a', earlierOf(snapshotOf('a'))],
      ['123456789012:role/b', { arn: bare.arn.S, takenAt, digest: '', isGone: true }],
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
  it('puts each snapshot in the place of an older one, or of one that cannot have been taken', async () => {
    await store().put([snapshotOf('a'), snapshotOf('b', { accessSince: undefined, keys: undefined })]);
    const [first, second] = dynamo.commandCalls(PutItemCommand).map(({ args }) => args[0].input);
    expect(first).toEqual({
      TableName: 'warden',
      Item: itemOf('a'),
      ConditionExpression: 'attribute_not_exists(#time) OR #time <= :time OR #time > :latest',
      ExpressionAttributeNames: { '#time': 'takenAt' },
      ExpressionAttributeValues: { ':time': { S: takenAt }, ':latest': { S: '2026-10-01T06:15:00.000Z' } },
    });
    expect(Object.keys(second?.Item ?? {})).not.toEqual(expect.arrayContaining(['accessSince']));
    expect(Object.keys(second?.Item ?? {})).not.toEqual(expect.arrayContaining(['accessKeys']));
  });

  it('has those of principals that are no more deleted after a week, and no others', async () => {
    await store().put([snapshotOf('a'), snapshotOf('b', { isGone: true })]);
    const items = dynamo.commandCalls(PutItemCommand).map(({ args }) => args[0].input.Item);
    expect(items.map((item) => item?.expiresAt)).toEqual([undefined, { N: '1791439200' }]);
    expect(items[1]).toMatchObject({ isGone: { BOOL: true } });
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

  it('puts again what was throttled, that alone, and so keeps everything', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 100 });
    onTestFinished(() => void vi.useRealTimers());
    const throttled = Object.assign(new Error(''), { name: 'ProvisionedThroughputExceededException' });
    const refused = new Map([
      ['u1', 3],
      ['u58', 1],
    ]);
    const taken: string[] = [];
    dynamo.on(PutItemCommand).callsFake(async ({ Item }) => {
      const name = nameOf(Item.sk.S);
      const left = refused.get(name) ?? 0;
      refused.set(name, left - 1);
      if (left > 0) throw throttled;
      taken.push(name);
    });
    await store().put(Array.from({ length: 60 }, (_, index) => snapshotOf(`u${index}`)));
    expect(taken).toHaveLength(60);
    expect(new Set(taken).size).toBe(60);
  });

  it('rejects where one cannot be put, by the error’s name, and puts all others', async () => {
    const denied = Object.assign(new Error('MUST-NEVER-LEAVE'), { name: 'AccessDeniedException' });
    dynamo.on(PutItemCommand).rejectsOnce(denied).resolves({});
    const failure = store().put([snapshotOf('a'), snapshotOf('b'), snapshotOf('c')]);
    await expect(failure).rejects.toThrow(FactTableError);
    await expect(failure).rejects.toThrow('1 of 3 items not taken: AccessDeniedException');
    expect(dynamo.commandCalls(PutItemCommand)).toHaveLength(3);
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

describe('the owners of access keys', () => {
  const listed = { accessKeyId: key, takenAt };
  it('are kept by the key', async () => {
    const owner = { arn: arnOf('a'), principalId: 'AIDAa' };
    await store().putKeys([
      { ...listed, owner },
      { ...listed, owner: undefined },
    ]);
    const base = { pk: { S: `key#${key}` }, sk: { S: 'owner' }, takenAt: { S: takenAt } };
    expect(dynamo.commandCalls(PutItemCommand).map(({ args }) => args[0].input.Item)).toEqual([
      { ...base, ownerArn: { S: owner.arn }, principalId: { S: 'AIDAa' } },
      { ...base, isGone: { BOOL: true }, expiresAt: { N: '1791439200' } },
    ]);
  });
});

describe('the listing of an account', () => {
  it('is there, or is not', async () => {
    expect(await store().listing(accountId)).toEqual(listing);
    dynamo.on(BatchGetItemCommand).resolves({ Responses: { warden: [] } });
    expect(await store().listing(accountId)).toBeUndefined();
  });

  it.each([
    ['older', undefined, true],
    ['newer', new ConditionalCheckFailedException({ message: '', $metadata: {} }), false],
  ])('is put in the place of an older one: there is an %s one', async (_, error, expected) => {
    if (error) dynamo.on(PutItemCommand).rejects(error);
    expect(await store().putListing(accountId, listing)).toBe(expected);
    expect(dynamo.commandCalls(PutItemCommand)[0]?.args[0].input).toMatchObject({
      Item: listingItem,
      ExpressionAttributeNames: { '#time': 'listedAt' },
      ExpressionAttributeValues: { ':time': { S: listedAt } },
    });
  });

  it('says that nobody lists it any more', async () => {
    const item = { ...listingItem, hasLeft: { BOOL: true } };
    await store().putListing(accountId, { ...listing, hasLeft: true });
    expect(dynamo.commandCalls(PutItemCommand)[0]?.args[0].input.Item).toEqual(item);
    dynamo.on(BatchGetItemCommand).resolves({ Responses: { warden: [item] } });
    expect(await store().listing(accountId)).toEqual({ ...listing, hasLeft: true });
  });

  it('says nothing of what nobody knows', async () => {
    await store().putListing(accountId, { listedAt, keysListedAt: undefined, rootHasKeys: undefined });
    const [call] = dynamo.commandCalls(PutItemCommand);
    expect(Object.keys(call?.args[0].input.Item ?? {})).toEqual(['pk', 'sk', 'listedAt']);
  });
});

describe('the accounts that are read', () => {
  const item = {
    pk: { S: 'accounts' },
    sk: { S: 'members' },
    accountIds: { L: [{ S: '999999999999' }] },
    takenAt: { S: takenAt },
  };

  it('are put in the place of an older finding', async () => {
    await store().putMembers(['999999999999'], takenAt);
    expect(dynamo.commandCalls(PutItemCommand)[0]?.args[0].input).toMatchObject({
      Item: item,
      ConditionExpression: expect.stringContaining('#time <= :time'),
    });
  });

  it('are those of the newest finding, or none', async () => {
    dynamo.on(BatchGetItemCommand).callsFake(({ RequestItems }) => ({
      Responses: { warden: RequestItems.warden.ConsistentRead ? [item] : [] },
    }));
    expect(await store().members()).toEqual(['999999999999']);
    dynamo.on(BatchGetItemCommand).resolves({ Responses: { warden: [] } });
    expect(await store().members()).toEqual([]);
  });
});
