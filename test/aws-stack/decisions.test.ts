import { describe, expect } from 'vitest';
import type { DecisionRecord } from '../../shared/aws/records/decision-items.ts';
import { type DecisionStore, decisionStore, type Kept } from '../../shared/aws/records/decision-store.ts';
import type { Deployment } from '../support/aws-stack/deployment.ts';
import { itOnOneStack } from '../support/aws-stack/it.ts';
import { decidedAt, decisionRecord, later, validUntil } from '../support/records/decision-record.ts';

const keptSeconds = 400 * 24 * 3600;
const afterAll400Days = new Date(Date.parse(decidedAt) + keptSeconds * 1000 + 1000).toISOString();
const stored: Kept = { outcome: 'stored' };
const conflict: Kept = { outcome: 'conflict' };
const otherDigest = 'b'.repeat(64);

let tests = 0;

/** The table at a time; ids are a test's own, as all share one stack. */
function at(now: string, { dynamoDb, output }: Deployment): DecisionStore {
  return decisionStore({
    client: async () => dynamoDb,
    tableName: output('TableName'),
    keptSeconds,
    now: () => new Date(now),
  });
}

function ofThisTest() {
  tests++;
  const own = (more: Partial<DecisionRecord> = {}) => {
    const { decisionId, submissionId } = decisionRecord(more);
    return decisionRecord({
      ...more,
      decisionId: `${tests}-${decisionId}`,
      submissionId: `${tests}-${submissionId}`,
    });
  };
  return own;
}

describe('a decision', () => {
  itOnOneStack('is found by its id, whole, and by its submission’s', async ({ stack }) => {
    const store = at(decidedAt, stack);
    const record = ofThisTest()();
    expect(await store.put(record)).toEqual(stored);
    expect(await store.get(record.decisionId)).toEqual(record);
    expect(await store.ofSubmission(record.submissionId)).toEqual([record]);
    expect(await store.get('other')).toBeUndefined();
    expect(await store.ofSubmission('other')).toEqual([]);
  });

  itOnOneStack('is published once it is noted, and unknown to be where it is none', async ({ stack }) => {
    const store = at(decidedAt, stack);
    const record = ofThisTest()();
    await store.put(record);
    await store.markPublished(record.decisionId);
    expect(await store.get(record.decisionId)).toEqual({ ...record, published: true });
    await expect(store.markPublished('other')).rejects.toThrow();
    expect(await store.get('other')).toBeUndefined();
  });

  itOnOneStack('is gone after its time, though DynamoDB has not deleted it yet', async ({ stack }) => {
    const record = ofThisTest()();
    await at(decidedAt, stack).put(record);
    const store = at(afterAll400Days, stack);
    expect(await store.get(record.decisionId)).toBeUndefined();
    expect(await store.ofSubmission(record.submissionId)).toEqual([]);
    expect(await store.put({ ...record, digest: otherDigest })).toEqual(stored);
  });
});

describe('a second decision on a submission’s id', () => {
  itOnOneStack.for<[string, Partial<DecisionRecord>, string, 'stored' | 'first' | 'conflict']>([
    ['with the same digest is answered by the first', { decisionId: 'd-2' }, decidedAt, 'first'],
    ['that is the first handed over again is answered by it', {}, later, 'first'],
    [
      'with the same digest is kept once the first holds no more',
      { decisionId: 'd-2' },
      validUntil,
      'stored',
    ],
    ['with another digest is a conflict', { decisionId: 'd-2', digest: otherDigest }, decidedAt, 'conflict'],
    [
      'with another digest is one afterwards too',
      { decisionId: 'd-2', digest: otherDigest },
      later,
      'conflict',
    ],
    ['of another caller is that caller’s own', { decisionId: 'd-2', caller: 'other' }, decidedAt, 'stored'],
    ['by the id of the first, of another caller, is a conflict', { caller: 'other' }, decidedAt, 'conflict'],
  ])('%s', async ([, difference, now, expected], { stack }) => {
    const own = ofThisTest();
    const [first, second] = [own(), own(difference)];
    await at(decidedAt, stack).put(first);
    const outcomes = { stored, conflict, first: { outcome: 'replayed', record: first } };
    expect(await at(now, stack).put(second)).toEqual(outcomes[expected]);
    expect(await at(now, stack).get(first.decisionId)).toEqual(first);
  });

  itOnOneStack('is answered before anything is decided', async ({ stack }) => {
    const own = ofThisTest();
    const record = own();
    await at(decidedAt, stack).put(record);
    expect(await at(decidedAt, stack).claimed(record)).toEqual({ outcome: 'replayed', record });
    expect(await at(validUntil, stack).claimed(record)).toBeUndefined();
    expect(await at(decidedAt, stack).claimed({ ...record, caller: 'other' })).toBeUndefined();
    expect(await at(decidedAt, stack).claimed({ ...record, digest: otherDigest })).toEqual(conflict);
  });

  itOnOneStack('comes first among those of the submission', async ({ stack }) => {
    const own = ofThisTest();
    const [first, second] = [own(), own({ decisionId: 'd-2', caller: 'other', decidedAt: later })];
    await at(decidedAt, stack).put(first);
    await at(later, stack).put(second);
    expect(await at(later, stack).ofSubmission(first.submissionId)).toEqual([second, first]);
  });

  itOnOneStack('made at once with others: one is kept, and is the answer to all', async ({ stack }) => {
    const store = at(decidedAt, stack);
    const own = ofThisTest();
    const records = Array.from({ length: 8 }, (_, index) => own({ decisionId: `d-${index}` }));
    const outcomes = await Promise.all(records.map((record) => store.put(record)));
    const kept = records.filter((_, index) => outcomes[index]?.outcome === 'stored');
    expect(kept).toHaveLength(1);
    const others = outcomes.filter(({ outcome }) => outcome !== 'stored');
    expect(others).toEqual(Array(7).fill({ outcome: 'replayed', record: kept[0] }));
  });
});
