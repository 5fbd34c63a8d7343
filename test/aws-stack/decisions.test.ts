import { describe, expect } from 'vitest';
import type { Claim, DecisionRecord } from '../../shared/aws/records/decision-items.ts';
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

/** What a record claims: its submission's id, until it holds no more. */
function claimsOf({ submissionId, validUntil: replaysUntil }: DecisionRecord, isDerived = false): Claim[] {
  return [{ id: submissionId, replaysUntil, isDerived }];
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
    expect(await store.put(record, claimsOf(record))).toEqual(stored);
    expect(await store.get(record.decisionId)).toEqual(record);
    expect(await store.ofSubmission(record.submissionId)).toEqual([record]);
    expect(await store.get('other')).toBeUndefined();
    expect(await store.ofSubmission('other')).toEqual([]);
  });

  itOnOneStack('is published once it is noted, and unknown to be where it is none', async ({ stack }) => {
    const store = at(decidedAt, stack);
    const record = ofThisTest()();
    await store.put(record, claimsOf(record));
    await store.markPublished(record.decisionId);
    expect(await store.get(record.decisionId)).toEqual({ ...record, published: true });
    await expect(store.markPublished('other')).rejects.toThrow();
    expect(await store.get('other')).toBeUndefined();
  });

  itOnOneStack('is gone after its time, though DynamoDB has not deleted it yet', async ({ stack }) => {
    const record = ofThisTest()();
    await at(decidedAt, stack).put(record, claimsOf(record));
    const store = at(afterAll400Days, stack);
    expect(await store.get(record.decisionId)).toBeUndefined();
    expect(await store.ofSubmission(record.submissionId)).toEqual([]);
    expect(await store.put({ ...record, digest: otherDigest }, claimsOf(record))).toEqual(stored);
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
    await at(decidedAt, stack).put(first, claimsOf(first));
    const outcomes = { stored, conflict, first: { outcome: 'replayed', record: first } };
    expect(await at(now, stack).put(second, claimsOf(second))).toEqual(outcomes[expected]);
    expect(await at(now, stack).get(first.decisionId)).toEqual(first);
  });

  itOnOneStack('is answered before anything is decided', async ({ stack }) => {
    const own = ofThisTest();
    const record = own();
    await at(decidedAt, stack).put(record, claimsOf(record));
    expect(await at(decidedAt, stack).claimed(record, claimsOf(record))).toEqual({
      outcome: 'replayed',
      record,
    });
    expect(await at(validUntil, stack).claimed(record, claimsOf(record))).toBeUndefined();
    expect(
      await at(decidedAt, stack).claimed({ ...record, caller: 'other' }, claimsOf(record)),
    ).toBeUndefined();
    expect(await at(decidedAt, stack).claimed({ ...record, digest: otherDigest }, claimsOf(record))).toEqual(
      conflict,
    );
  });

  itOnOneStack('that is derived is answered by the first until that has gone out', async ({ stack }) => {
    const own = ofThisTest();
    const store = at(decidedAt, stack);
    const [first, second, third] = [own(), own({ decisionId: 'd-2' }), own({ decisionId: 'd-3' })];
    await store.put(first, claimsOf(first, true));
    expect(await store.claimed(second, claimsOf(second, true))).toEqual({
      outcome: 'replayed',
      record: first,
    });
    await store.markPublished(first.decisionId);
    expect(await store.claimed(second, claimsOf(second, true))).toBeUndefined();
    expect(await store.put(third, claimsOf(third, true))).toEqual(stored);
    expect(await store.ofSubmission(first.submissionId)).toEqual([third]);
  });

  itOnOneStack(
    'is answered by what any of the ids says, and a conflict with one is one',
    async ({ stack }) => {
      const own = ofThisTest();
      const store = at(decidedAt, stack);
      const first = own();
      const call = { id: `call-${first.decisionId}`, replaysUntil: validUntil, isDerived: false };
      await store.put(first, [...claimsOf(first), call]);
      const again = { ...own({ decisionId: 'd-2' }), submissionId: 'other' };
      expect(await store.claimed(again, [...claimsOf(again), call])).toEqual({
        outcome: 'replayed',
        record: first,
      });
      const other = { ...again, digest: otherDigest };
      expect(await store.put(other, [...claimsOf(other), call])).toEqual(conflict);
      expect(await store.get(other.decisionId)).toBeUndefined();
    },
  );

  itOnOneStack('comes first among those of the submission', async ({ stack }) => {
    const own = ofThisTest();
    const [first, second] = [own(), own({ decisionId: 'd-2', caller: 'other', decidedAt: later })];
    await at(decidedAt, stack).put(first, claimsOf(first));
    await at(later, stack).put(second, claimsOf(second));
    expect(await at(later, stack).ofSubmission(first.submissionId)).toEqual([second, first]);
  });

  itOnOneStack('made at once with others: one is kept, and is the answer to all', async ({ stack }) => {
    const store = at(decidedAt, stack);
    const own = ofThisTest();
    const records = Array.from({ length: 8 }, (_, index) => own({ decisionId: `d-${index}` }));
    const outcomes = await Promise.all(records.map((record) => store.put(record, claimsOf(record))));
    const kept = records.filter((_, index) => outcomes[index]?.outcome === 'stored');
    expect(kept).toHaveLength(1);
    const others = outcomes.filter(({ outcome }) => outcome !== 'stored');
    expect(others).toEqual(Array(7).fill({ outcome: 'replayed', record: kept[0] }));
  });
});
