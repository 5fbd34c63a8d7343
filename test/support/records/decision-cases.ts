import { expect } from 'vitest';
import type { Claim, DecisionRecord } from '../../../shared/aws/records/decision-items.ts';
import type { DecisionStore, Kept } from '../../../shared/aws/records/decision-store.ts';
import { decidedAt, decisionRecord, later, validUntil } from './decision-record.ts';

/** Seconds for which the stores of the cases keep decisions. */
export const keptSeconds = 400 * 24 * 3600;
const afterAll400Days = new Date(Date.parse(decidedAt) + keptSeconds * 1000 + 1000).toISOString();
const stored: Kept = { outcome: 'stored' };
const conflict: Kept = { outcome: 'conflict' };
const otherDigest = 'b'.repeat(64);

/** What every store of decisions has to do, whatever keeps it. */
export interface DecisionCase {
  readonly name: string;
  /** `at`: the store at a time; `own`: records whose ids no other case has. */
  readonly holds: (
    at: (now: string) => DecisionStore,
    own: (more?: Partial<DecisionRecord>) => DecisionRecord,
  ) => Promise<void>;
}

/** What a record claims: its submission's id, until it holds no more. */
export function claimsOf(
  { submissionId, validUntil: replaysUntil }: DecisionRecord,
  isDerived = false,
): Claim[] {
  return [{ id: submissionId, replaysUntil, isDerived }];
}

/** Makes records for one case after the other, on one store. */
export function ownRecords(): () => (more?: Partial<DecisionRecord>) => DecisionRecord {
  let cases = 0;
  return () => {
    const number = ++cases;
    return (more = {}) => {
      const { decisionId, submissionId } = decisionRecord(more);
      return decisionRecord({
        ...more,
        decisionId: `${number}-${decisionId}`,
        submissionId: `${number}-${submissionId}`,
      });
    };
  };
}

const seconds: readonly [string, Partial<DecisionRecord>, string, 'stored' | 'first' | 'conflict'][] = [
  ['with the same digest is answered by the first', { decisionId: 'd-2' }, decidedAt, 'first'],
  ['that is the first handed over again is answered by it', {}, later, 'first'],
  ['with the same digest is kept once the first holds no more', { decisionId: 'd-2' }, validUntil, 'stored'],
  ['with another digest is a conflict', { decisionId: 'd-2', digest: otherDigest }, decidedAt, 'conflict'],
  [
    'with another digest is one afterwards too',
    { decisionId: 'd-2', digest: otherDigest },
    later,
    'conflict',
  ],
  ['of another caller is that caller’s own', { decisionId: 'd-2', caller: 'other' }, decidedAt, 'stored'],
  ['by the id of the first, of another caller, is a conflict', { caller: 'other' }, decidedAt, 'conflict'],
];

export const decisionCases: readonly DecisionCase[] = [
  {
    name: 'a decision is found by its id, whole, and by its submission’s',
    holds: async (at, own) => {
      const [store, record] = [at(decidedAt), own()];
      expect(await store.put(record, claimsOf(record))).toEqual(stored);
      expect(await store.get(record.decisionId)).toEqual(record);
      expect(await store.ofSubmission(record.submissionId)).toEqual([record]);
      expect(await store.get('other')).toBeUndefined();
      expect(await store.ofSubmission('other')).toEqual([]);
    },
  },
  {
    name: 'a decision is published once it is noted, and unknown to be where it is none',
    holds: async (at, own) => {
      const [store, record] = [at(decidedAt), own()];
      await store.put(record, claimsOf(record));
      await store.markPublished(record.decisionId);
      expect(await store.get(record.decisionId)).toEqual({ ...record, published: true });
      await expect(store.markPublished('other')).rejects.toThrow();
      expect(await store.get('other')).toBeUndefined();
    },
  },
  {
    name: 'a decision is gone after its time, though it is not deleted yet',
    holds: async (at, own) => {
      const record = own();
      await at(decidedAt).put(record, claimsOf(record));
      const store = at(afterAll400Days);
      expect(await store.get(record.decisionId)).toBeUndefined();
      expect(await store.ofSubmission(record.submissionId)).toEqual([]);
      expect(await store.put({ ...record, digest: otherDigest }, claimsOf(record))).toEqual(stored);
    },
  },
  ...seconds.map(
    ([name, difference, now, expected]): DecisionCase => ({
      name: `a second decision on a submission’s id ${name}`,
      holds: async (at, own) => {
        const [first, second] = [own(), own(difference)];
        await at(decidedAt).put(first, claimsOf(first));
        const outcomes = { stored, conflict, first: { outcome: 'replayed', record: first } };
        expect(await at(now).put(second, claimsOf(second))).toEqual(outcomes[expected]);
        expect(await at(now).get(first.decisionId)).toEqual(first);
      },
    }),
  ),
  {
    name: 'a second decision is answered before anything is decided',
    holds: async (at, own) => {
      const record = own();
      const [store, claims] = [at(decidedAt), claimsOf(record)];
      await store.put(record, claims);
      expect(await store.claimed(record, claims)).toEqual({ outcome: 'replayed', record });
      expect(await at(validUntil).claimed(record, claims)).toBeUndefined();
      expect(await store.claimed({ ...record, caller: 'other' }, claims)).toBeUndefined();
      expect(await store.claimed({ ...record, digest: otherDigest }, claims)).toEqual(conflict);
    },
  },
  {
    name: 'a second decision that is derived is answered by the first until that has gone out',
    holds: async (at, own) => {
      const store = at(decidedAt);
      const [first, second, third] = [own(), own({ decisionId: 'd-2' }), own({ decisionId: 'd-3' })];
      await store.put(first, claimsOf(first, true));
      const replayed = { outcome: 'replayed', record: first };
      expect(await store.claimed(second, claimsOf(second, true))).toEqual(replayed);
      await store.markPublished(first.decisionId);
      expect(await store.claimed(second, claimsOf(second, true))).toBeUndefined();
      expect(await store.put(third, claimsOf(third, true))).toEqual(stored);
      expect(await store.ofSubmission(first.submissionId)).toEqual([third]);
    },
  },
  {
    name: 'a second decision is answered by what any of the ids says, and a conflict with one is one',
    holds: async (at, own) => {
      const [store, first] = [at(decidedAt), own()];
      const call = { id: `call-${first.decisionId}`, replaysUntil: validUntil, isDerived: false };
      await store.put(first, [...claimsOf(first), call]);
      const again = { ...own({ decisionId: 'd-2' }), submissionId: `other-${first.submissionId}` };
      const replayed = { outcome: 'replayed', record: first };
      expect(await store.claimed(again, [...claimsOf(again), call])).toEqual(replayed);
      const other = { ...again, digest: otherDigest };
      expect(await store.put(other, [...claimsOf(other), call])).toEqual(conflict);
      expect(await store.get(other.decisionId)).toBeUndefined();
      expect(await store.ofSubmission(other.submissionId)).toEqual([]);
    },
  },
  {
    name: 'a second decision comes first among those of the submission',
    holds: async (at, own) => {
      const [first, second] = [own(), own({ decisionId: 'd-2', caller: 'other', decidedAt: later })];
      await at(decidedAt).put(first, claimsOf(first));
      await at(later).put(second, claimsOf(second));
      expect(await at(later).ofSubmission(first.submissionId)).toEqual([second, first]);
    },
  },
  {
    name: 'of decisions made at once one is kept, and is the answer to all',
    holds: async (at, own) => {
      const store = at(decidedAt);
      const records = Array.from({ length: 8 }, (_, index) => own({ decisionId: `d-${index}` }));
      const outcomes = await Promise.all(records.map((record) => store.put(record, claimsOf(record))));
      const kept = records.filter((_, index) => outcomes[index]?.outcome === 'stored');
      expect(kept).toHaveLength(1);
      const others = outcomes.filter(({ outcome }) => outcome !== 'stored');
      expect(others).toEqual(Array(7).fill({ outcome: 'replayed', record: kept[0] }));
    },
  },
];
