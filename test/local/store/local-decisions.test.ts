import { describe, expect, it } from 'vitest';
import type { Claim, DecisionRecord } from '../../../shared/aws/records/decision-items.ts';
import type { Kept } from '../../../shared/aws/records/decision-store.ts';
import {
  type LocalDecisions,
  localDecisions,
  type ToldTask,
} from '../../../shared/local/store/local-decisions.ts';
import type { Sqlite } from '../../../shared/local/store/sqlite.ts';
import { localStore } from '../../support/local/local-store.ts';
import { decidedAt, decisionRecord, later, validUntil } from '../../support/records/decision-record.ts';

const keptSeconds = 400 * 24 * 3600;
const afterAll400Days = new Date(Date.parse(decidedAt) + keptSeconds * 1000 + 1000).toISOString();
const stored: Kept = { outcome: 'stored' };
const conflict: Kept = { outcome: 'conflict' };
const otherDigest = 'b'.repeat(64);
const first = decisionRecord();

function at(
  now: string,
  store: Sqlite,
  taskOf: (digest: string) => ToldTask | undefined = () => undefined,
): LocalDecisions {
  return localDecisions(store, { keptSeconds, now: () => new Date(now), taskOf });
}

/** What a record claims: its submission's id, until it holds no more. */
function claimsOf({ submissionId, validUntil: replaysUntil }: DecisionRecord, isDerived = false): Claim[] {
  return [{ id: submissionId, replaysUntil, isDerived }];
}

describe('a decision', () => {
  it('is found by its id, whole, and by its submission’s', async () => {
    const decisions = at(decidedAt, await localStore());
    expect(await decisions.put(first, claimsOf(first))).toEqual(stored);
    expect(await decisions.get('d-1')).toEqual(first);
    expect(await decisions.ofSubmission('s-1')).toEqual([first]);
    expect(await decisions.get('other')).toBeUndefined();
    expect(await decisions.ofSubmission('other')).toEqual([]);
  });

  it('is published once it is noted, and unknown to be where it is none', async () => {
    const decisions = at(decidedAt, await localStore());
    await decisions.put(first, claimsOf(first));
    await decisions.markPublished('d-1');
    expect(await decisions.get('d-1')).toEqual({ ...first, published: true });
    await expect(decisions.markPublished('other')).rejects.toThrow();
  });

  it('is gone after its time, though it is not deleted yet', async () => {
    const store = await localStore();
    await at(decidedAt, store).put(first, claimsOf(first));
    const decisions = at(afterAll400Days, store);
    expect(await decisions.get('d-1')).toBeUndefined();
    expect(await decisions.ofSubmission('s-1')).toEqual([]);
    expect(await decisions.put({ ...first, digest: otherDigest }, claimsOf(first))).toEqual(stored);
  });
});

describe('a second decision on a submission’s id', () => {
  it.each<[string, Partial<DecisionRecord>, string, 'stored' | 'first' | 'conflict']>([
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
  ])('%s', async (_, difference, now, expected) => {
    const store = await localStore();
    await at(decidedAt, store).put(first, claimsOf(first));
    const second = decisionRecord(difference);
    const outcomes = { stored, conflict, first: { outcome: 'replayed', record: first } };
    expect(await at(now, store).put(second, claimsOf(second))).toEqual(outcomes[expected]);
    expect(await at(now, store).get('d-1')).toEqual(first);
  });

  it('is answered before anything is decided', async () => {
    const store = await localStore();
    await at(decidedAt, store).put(first, claimsOf(first));
    const replayed = { outcome: 'replayed', record: first };
    expect(await at(decidedAt, store).claimed(first, claimsOf(first))).toEqual(replayed);
    expect(await at(validUntil, store).claimed(first, claimsOf(first))).toBeUndefined();
    expect(
      await at(decidedAt, store).claimed({ ...first, caller: 'other' }, claimsOf(first)),
    ).toBeUndefined();
    expect(await at(decidedAt, store).claimed({ ...first, digest: otherDigest }, claimsOf(first))).toEqual(
      conflict,
    );
  });

  it('that is derived is answered by the first until that has gone out', async () => {
    const decisions = at(decidedAt, await localStore());
    const [second, third] = [decisionRecord({ decisionId: 'd-2' }), decisionRecord({ decisionId: 'd-3' })];
    await decisions.put(first, claimsOf(first, true));
    expect(await decisions.claimed(second, claimsOf(second, true))).toEqual({
      outcome: 'replayed',
      record: first,
    });
    await decisions.markPublished('d-1');
    expect(await decisions.claimed(second, claimsOf(second, true))).toBeUndefined();
    expect(await decisions.put(third, claimsOf(third, true))).toEqual(stored);
    expect(await decisions.ofSubmission('s-1')).toEqual([third]);
  });

  it('is answered by what any of the ids says, and a conflict with one is one', async () => {
    const decisions = at(decidedAt, await localStore());
    const call = { id: 'call-1', replaysUntil: validUntil, isDerived: false };
    await decisions.put(first, [...claimsOf(first), call]);
    const again = decisionRecord({ decisionId: 'd-2', submissionId: 'other' });
    expect(await decisions.claimed(again, [...claimsOf(again), call])).toEqual({
      outcome: 'replayed',
      record: first,
    });
    const other = { ...again, digest: otherDigest };
    expect(await decisions.put(other, [...claimsOf(other), call])).toEqual(conflict);
    expect(await decisions.get('d-2')).toBeUndefined();
    expect(await decisions.ofSubmission('other')).toEqual([]);
  });

  it('comes first among those of the submission', async () => {
    const store = await localStore();
    const second = decisionRecord({ decisionId: 'd-2', caller: 'other', decidedAt: later });
    await at(decidedAt, store).put(first, claimsOf(first));
    await at(later, store).put(second, claimsOf(second));
    expect(await at(later, store).ofSubmission('s-1')).toEqual([second, first]);
  });

  it('made at once with others: one is kept, and is the answer to all', async () => {
    const decisions = at(decidedAt, await localStore());
    const records = Array.from({ length: 8 }, (_, index) => decisionRecord({ decisionId: `d-${index}` }));
    const outcomes = await Promise.all(records.map((record) => decisions.put(record, claimsOf(record))));
    expect(outcomes).toEqual([stored, ...Array(7).fill({ outcome: 'replayed', record: records[0] })]);
  });
});

describe('the latest decision on each task', () => {
  const named = (name: string): ToldTask => ({ name, expectedSeconds: 60, shortestSeconds: undefined });

  it('is the newest, with what its submission said', async () => {
    const decisions = at(later, await localStore(), (digest) => named(digest === otherDigest ? 'b' : 'a'));
    const second = decisionRecord({ decisionId: 'd-2', submissionId: 's-2', decidedAt: later });
    const third = decisionRecord({ decisionId: 'd-3', submissionId: 's-3', digest: otherDigest });
    for (const record of [first, second, third]) await decisions.put(record, claimsOf(record));
    expect(decisions.latestOfTasks(10, 1_000_000)).toEqual([
      { ...named('a'), record: second },
      { ...named('b'), record: third },
    ]);
    expect(decisions.latestOfTasks(1, 1_000_000)).toHaveLength(1);
    expect(decisions.latestOfTasks(10, 600)).toHaveLength(1);
  });
});
