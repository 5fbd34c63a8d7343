import {
  BatchGetItemCommand,
  DynamoDBClient,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RecordError } from '../../../shared/aws/records/keep-violations.ts';
import { violationStore } from '../../../shared/aws/records/violation-store.ts';
import type { Violation } from '../../../shared/contracts/result-contract.generated.ts';
import { violationOf } from '../../support/findings/violations.ts';

const dynamo = mockClient(DynamoDBClient);
const client = new DynamoDBClient({ region: 'eu-central-1' });
const store = violationStore({
  client: async () => client,
  tableName: 'warden',
  keptSeconds: 400 * 24 * 3600,
  now: () => new Date('2026-10-15T12:00:00.000Z'),
});

/** The table answers look-ups with what of these it is asked for. */
const documents = new Map<string, Violation>();
const entryOf = ({ id, observedAt }: Violation) => ({
  pk: { S: `violation#${id}` },
  sk: { S: 'violation' },
  listed: { S: `${new Date(observedAt).toISOString()}#${id}` },
});
const numbered = (index: number, more: Partial<Violation> = {}) =>
  violationOf('a', { id: `v1-${String(index).padStart(40, '0')}`, ...more });
const withReason = (Code: string) =>
  new TransactionCanceledException({ message: '', $metadata: {}, CancellationReasons: [{ Code }] });

beforeEach(() => {
  dynamo.reset();
  documents.clear();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  dynamo.on(BatchGetItemCommand).callsFake(({ RequestItems }) => ({
    Responses: {
      warden: RequestItems.warden.Keys.flatMap(({ pk, sk }: { pk: { S: string }; sk: object }) => {
        const found = documents.get(pk.S.replace('violation#', ''));
        return found
          ? [{ pk, sk, document: { S: JSON.stringify(found) }, expiresAt: { N: '9999999999' } }]
          : [];
      }),
    },
  }));
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('put', () => {
  it('asks nothing where there is nothing to keep', async () => {
    await store.put([]);
    expect(dynamo.calls()).toEqual([]);
  });

  it.each(['ConditionalCheckFailed', 'TransactionConflict', 'ThrottlingError'])(
    'reads again and writes what is left after %s',
    async (code) => {
      const [first, second] = [numbered(1), numbered(2)];
      dynamo
        .on(TransactWriteItemsCommand)
        .callsFakeOnce(() => {
          documents.set(first.id, first);
          throw withReason(code);
        })
        .resolves({});
      await store.put([first, second]);
      const written = dynamo
        .commandCalls(TransactWriteItemsCommand)
        .map(({ args }) => args[0].input.TransactItems?.map(({ Put }) => Put?.Item?.pk?.S?.split('#')[0]));
      expect(written).toEqual([
        ['violation', 'violation', 'finding'],
        ['violation', 'finding'],
      ]);
    },
  );

  it('gives up at last, and says no more than how many and why', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(withReason('TransactionConflict'));
    const failure = store.put([numbered(1, { message: 'MUST-NEVER-LEAVE' })]);
    await expect(failure).rejects.toThrow(RecordError);
    await expect(failure).rejects.toThrow(/^1 of 1 violation not taken: TransactionError$/);
    expect(dynamo.commandCalls(TransactWriteItemsCommand)).toHaveLength(10);
  });

  it('fails for those alone that hand over what cannot be kept', async () => {
    const other = violationOf('b', { status: 'attempt' });
    dynamo.on(TransactWriteItemsCommand).callsFake(({ TransactItems }) => {
      if (TransactItems[0].Put.Item.status.S === 'attempt')
        throw Object.assign(new Error('MUST-NEVER-LEAVE'), { name: 'AccessDeniedException' });
      return {};
    });
    const [one, two] = await Promise.allSettled([store.put([numbered(1)]), store.put([other])]);
    expect(one.status).toBe('fulfilled');
    expect(two).toMatchObject({ reason: { message: '1 of 1 violation not taken: AccessDeniedException' } });
  });

  it('writes at most 24 violations, and 1 MB, in a transaction', async () => {
    dynamo.on(TransactWriteItemsCommand).resolves({});
    await store.put(Array.from({ length: 150 }, (_, index) => numbered(index)));
    const large = (index: number) => numbered(index, { evidence: { text: 'x'.repeat(250_000) } });
    await store.put(Array.from({ length: 20 }, (_, index) => large(index)));
    const sizes = dynamo
      .commandCalls(TransactWriteItemsCommand)
      .map(({ args }) => args[0].input.TransactItems?.length);
    expect(sizes).toEqual([...Array(6).fill(25), 7, ...Array(6).fill(4), 3]);
  });

  it('leaves out evidence that no item takes, and says so', async () => {
    dynamo.on(TransactWriteItemsCommand).resolves({});
    await store.put([numbered(1, { evidence: { text: 'x'.repeat(400_000) } })]);
    const [call] = dynamo.commandCalls(TransactWriteItemsCommand);
    const text = call?.args[0].input.TransactItems?.[0]?.Put?.Item?.document?.S ?? '';
    expect(JSON.parse(text).evidence).toEqual({ omitted: expect.any(String) });
  });

  it('asks again for what was not processed, and not for ever', async () => {
    dynamo.on(BatchGetItemCommand).callsFake(({ RequestItems }) => ({ UnprocessedKeys: RequestItems }));
    await expect(store.put([numbered(1)])).rejects.toThrow(/FactTableError$/);
    expect(dynamo.commandCalls(BatchGetItemCommand)).toHaveLength(5);
  });
});

describe('violations', () => {
  it('are looked for in at most 20 queries, and then the page ends where it got to', async () => {
    const last = entryOf(numbered(1));
    dynamo.on(QueryCommand).resolves({ Items: [], LastEvaluatedKey: last });
    const page = await store.violations({ sought: { severity: 'low' }, limit: 10 });
    expect(page).toEqual({ documents: [], next: last.listed.S });
    expect(dynamo.commandCalls(QueryCommand)).toHaveLength(20);
  });

  it('are looked for month by month, as far back as they are kept', async () => {
    dynamo.on(QueryCommand).resolves({});
    expect(await store.violations({ sought: {}, limit: 10 })).toEqual({ documents: [], next: undefined });
    const asked = dynamo
      .commandCalls(QueryCommand)
      .map(({ args }) => args[0].input.ExpressionAttributeValues?.[':listing']?.S);
    expect([asked[0], asked.at(-1), asked.length]).toEqual(['violations#2026-10', 'violations#2025-09', 14]);
  });

  it('are as many on a page as an answer takes', async () => {
    const large = Array.from({ length: 20 }, (_, index) =>
      numbered(index, { evidence: { text: 'x'.repeat(280_000) } }),
    );
    for (const one of large) documents.set(one.id, one);
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: large.map(entryOf) })
      .resolves({});
    const { documents: shown, next } = await store.violations({ sought: {}, limit: 100 });
    expect(shown).toHaveLength(14);
    expect(next).toBe(entryOf(numbered(13)).listed.S);
  });

  it('that were deleted since they were listed are left out', async () => {
    documents.set(numbered(2).id, numbered(2));
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [1, 2].map((index) => entryOf(numbered(index))) })
      .resolves({});
    expect((await store.violations({ sought: {}, limit: 10 })).documents).toEqual([numbered(2)]);
  });
});

describe('findings that are kept', () => {
  const kept = (id: string, expiresAt: string) => ({
    pk: { S: `finding#${id}` },
    sk: { S: 'finding' },
    document: { S: JSON.stringify({ id }) },
    expiresAt: { N: expiresAt },
  });
  const asked = () =>
    dynamo
      .commandCalls(BatchGetItemCommand)
      .map(({ args }) => args[0].input.RequestItems?.warden?.Keys?.length);

  it('are read by their ids, a hundred in a call, without those that are past their time', async () => {
    dynamo.on(BatchGetItemCommand).callsFake(({ RequestItems }) => ({
      Responses: {
        warden: RequestItems.warden.Keys.flatMap(({ pk }: { pk: { S: string } }) => {
          const id = pk.S.replace('finding#', '');
          if (id === 'f1-none') return [];
          return [kept(id, id === 'f1-old' ? '1000000000' : '9999999999')];
        }),
      },
    }));
    const ids = Array.from({ length: 120 }, (_, index) => `f1-${index}`);
    const found = await store.findingsKept([...ids, 'f1-old', 'f1-none']);
    expect([...found]).toEqual(ids.map((id) => [id, { id }]));
    expect(asked()).toEqual([100, 22]);
  });
});
