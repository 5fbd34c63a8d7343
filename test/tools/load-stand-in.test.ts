import { describe, expect, it } from 'vitest';
import { answersOf } from '../../tools/load/stand-in/answers.ts';
import { ExpressionError, holds, type Item, updated } from '../../tools/load/stand-in/expressions.ts';
import { memoryTable } from '../../tools/load/stand-in/table.ts';

const item: Item = { pk: { S: 'a' }, sk: { S: 'b' }, n: { N: '9' }, on: { BOOL: true } };
const values: Item = {
  ':a': { S: 'a' },
  ':z': { S: 'z' },
  ':ten': { N: '10' },
  ':nine': { N: '9' },
  ':true': { BOOL: true },
};
const placeholders = { ExpressionAttributeValues: values, ExpressionAttributeNames: { '#n': 'n' } };

describe('a condition', () => {
  it.each([
    ['pk = :a', true],
    ['pk <> :a', false],
    ['pk < :z', true],
    ['on = :true', true],
    ['#n < :ten', true],
    ['#n >= :nine AND n <= :nine', true],
    ['n > :z', false],
    ['missing <= :nine', false],
    ['attribute_exists(pk) AND attribute_not_exists(missing)', true],
    ['attribute_not_exists(pk)', false],
    ['pk = :z AND pk = :z OR pk = :a', true],
    ['pk = :z AND (pk = :z OR pk = :a)', false],
  ])('%s: %s', (expression, expected) => {
    expect(holds(expression, item, placeholders)).toBe(expected);
  });

  it.each(['pk', 'pk =', '= :a', 'size(pk) > :nine', 'pk = :a pk', 'pk = :unknown', '(pk = :a'])(
    'is none: %s',
    (expression) => {
      expect(() => holds(expression, item, placeholders)).toThrow(ExpressionError);
    },
  );
});

it('an update sets and adds, and knows nothing else', () => {
  expect(updated('ADD calls :nine, n :nine SET pk = :z, on = :a', item, placeholders)).toEqual({
    ...item,
    calls: { N: '9' },
    n: { N: '18' },
    pk: { S: 'z' },
    on: { S: 'a' },
  });
  expect(() => updated('REMOVE n', item, placeholders)).toThrow(ExpressionError);
});

const key = (pk: string): Item => ({ pk: { S: pk }, sk: { S: 's' } });

function account() {
  const table = memoryTable({ seed: [key('seed')], passes: (pk) => pk.startsWith('p'), mostPassing: 2 });
  const answer = answersOf({ accountId: '123456789012', policy: 'schemaVersion: "1"', table });
  const call = (name: string, input: object) => {
    const { status, body } = answer({
      method: 'POST',
      path: '/',
      target: `X.${name}`,
      body: JSON.stringify(input),
    });
    return [status, JSON.parse(body)];
  };
  return { answer, call };
}

describe('the stand-in for AWS', () => {
  const ifNew = { ConditionExpression: 'attribute_not_exists(pk)' };

  it('gets, one or many', () => {
    const { call } = account();
    expect(call('GetItem', { Key: key('seed') })).toEqual([200, { Item: key('seed') }]);
    expect(call('GetItem', { Key: key('none') })).toEqual([200, {}]);
    const asked = { RequestItems: { t: { Keys: [key('seed'), key('none')] } } };
    expect(call('BatchGetItem', asked)).toEqual([200, { Responses: { t: [key('seed')] } }]);
  });

  it('puts and counts, on conditions', () => {
    const { call } = account();
    expect(call('PutItem', { Item: key('new'), ...ifNew })).toEqual([200, {}]);
    expect(call('PutItem', { Item: key('new'), ...ifNew })).toMatchObject([
      400,
      { __type: 'ConditionalCheckFailedException' },
    ]);
    const count = {
      Key: key('count'),
      UpdateExpression: 'ADD calls :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'UPDATED_NEW',
    };
    call('UpdateItem', count);
    expect(call('UpdateItem', count)).toMatchObject([200, { Attributes: { calls: { N: '2' } } }]);
  });

  it('writes all of a transaction or nothing, and says why', () => {
    const { call } = account();
    const put = (pk: string) => ({
      Put: { Item: key(pk), ...ifNew, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    });
    expect(call('TransactWriteItems', { TransactItems: [put('a'), put('seed')] })).toEqual([
      400,
      {
        __type: 'TransactionCanceledException',
        CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: key('seed') }],
      },
    ]);
    expect(call('GetItem', { Key: key('a') })).toEqual([200, {}]);
    expect(call('TransactWriteItems', { TransactItems: [put('a'), put('b')] })).toEqual([200, {}]);
    expect(call('GetItem', { Key: key('a') })).toEqual([200, { Item: key('a') }]);
  });

  it('forgets the oldest of what passes, and nothing else', () => {
    const { call } = account();
    for (const pk of ['p1', 'p2', 'p3', 'x']) call('PutItem', { Item: key(pk) });
    const there = (pk: string) => 'Item' in call('GetItem', { Key: key(pk) })[1];
    expect(['seed', 'p1', 'p2', 'p3', 'x'].map(there)).toEqual([true, false, true, true, true]);
  });

  it('takes events, and tells accounts and the policy', () => {
    const { answer, call } = account();
    expect(call('PutEvents', { Entries: [{}, {}] })).toMatchObject([200, { FailedEntryCount: 0 }]);
    const of = (method: string, path: string, body = '') => answer({ method, path, target: '', body }).body;
    expect(of('POST', '/', 'Action=GetAccessKeyInfo&AccessKeyId=A')).toContain('123456789012');
    expect(of('POST', '/configurationsessions')).toContain('InitialConfigurationToken');
    expect(of('GET', '/configuration')).toBe('schemaVersion: "1"');
  });

  it('refuses what it does not know', () => {
    const { call } = account();
    expect(call('Scan', {})).toMatchObject([400, { __type: 'UnknownOperationException' }]);
    expect(call('UpdateItem', { Key: key('a'), UpdateExpression: 'DELETE x' })).toMatchObject([
      400,
      { __type: 'ValidationException' },
    ]);
  });
});
