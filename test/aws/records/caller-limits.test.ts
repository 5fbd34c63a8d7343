import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { callerLimits } from '../../../shared/aws/records/caller-limits.ts';
import { TooManyCallsError } from '../../../shared/http/errors.ts';

const table = mockClient(DynamoDBClient);
const counts = new Map<string, number>();

beforeEach(() => {
  table.reset();
  counts.clear();
  table.on(UpdateItemCommand).callsFake(({ Key }) => {
    const key = `${Key.pk.S} ${Key.sk.S}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return { Attributes: { calls: { N: String(counts.get(key)) } } };
  });
});

function limits() {
  let milliseconds = Date.parse('2026-10-01T12:00:45Z');
  const count = callerLimits({
    client: async () => new DynamoDBClient({ region: 'eu-central-1' }),
    tableName: 'sts-warden',
    limits: { caller: 3, dryRuns: 4 },
    now: () => new Date(milliseconds),
  });
  const call = (caller: string, dryRun = false) => count({ caller, dryRun });
  const wait = (more: number) => {
    milliseconds += more;
  };
  return { call, wait };
}

async function calls(times: number, call: () => Promise<void>): Promise<void> {
  for (let n = 0; n < times; n++) await call();
}

describe('the calls of a caller', () => {
  it('are refused above the limit, until the minute ends', async () => {
    const { call, wait } = limits();
    await calls(3, () => call('one'));
    await expect(call('one')).rejects.toMatchObject({ name: 'TooManyCallsError', retryAfter: 15 });
    wait(15_000);
    await call('one');
  });

  it('take nothing from another’s', async () => {
    const { call } = limits();
    await calls(3, () => call('one'));
    await expect(call('one')).rejects.toThrow(TooManyCallsError);
    await calls(3, () => call('two'));
  });

  it('cost nothing more once they are too many', async () => {
    const { call } = limits();
    await calls(3, () => call('one'));
    for (let n = 0; n < 10; n++) await expect(call('one')).rejects.toThrow(TooManyCallsError);
    expect(table.commandCalls(UpdateItemCommand)).toHaveLength(4);
  });

  it('are counted for all instances of the function together', async () => {
    const [first, second] = [limits(), limits()];
    await calls(2, () => first.call('one'));
    await second.call('one');
    await expect(second.call('one')).rejects.toThrow(TooManyCallsError);
  });

  it.each([
    ['does not answer', () => table.on(UpdateItemCommand).rejects(new Error('down')), 'down'],
    ['answers nothing', () => table.on(UpdateItemCommand).resolves({}), 'does not say'],
  ])('are refused where the table %s', async (_, fail, message) => {
    fail();
    await expect(limits().call('one')).rejects.toThrow(message);
  });
});

describe('dry runs', () => {
  it('take nothing from the calls that count', async () => {
    const { call } = limits();
    await calls(3, () => call('one', true));
    await expect(call('one', true)).rejects.toThrow(TooManyCallsError);
    await calls(3, () => call('one'));
  });

  it('have a pool that all callers share', async () => {
    const { call } = limits();
    await calls(2, () => call('one', true));
    await calls(2, () => call('two', true));
    await expect(call('three', true)).rejects.toThrow(TooManyCallsError);
    await call('three');
  });

  it('of a caller above its own limit take nothing from the pool', async () => {
    const { call } = limits();
    await calls(3, () => call('one', true));
    for (let n = 0; n < 10; n++) await expect(call('one', true)).rejects.toThrow(TooManyCallsError);
    await call('two', true);
  });
});
