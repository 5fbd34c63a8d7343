import type { Claim, DecisionRecord, Handed } from '../../../shared/aws/records/decision-items.ts';
import type { DecisionStore } from '../../../shared/aws/records/decision-store.ts';

type MemoryDecisions = Pick<DecisionStore, 'put' | 'claimed' | 'markPublished'> & {
  readonly records: ReadonlyMap<string, DecisionRecord>;
};

/** Decisions in memory, in place of the project's table. Time stands still. */
export function memoryDecisions(): MemoryDecisions {
  const records = new Map<string, DecisionRecord>();
  const claims = new Map<string, Claim & { readonly digest: string; readonly decisionId: string }>();
  const keyOf = ({ caller }: Pick<Handed, 'caller'>, { id }: Pick<Claim, 'id'>) => `${caller} ${id}`;

  const claimed: DecisionStore['claimed'] = async (handed, ids) => {
    const there = ids.flatMap((id) => claims.get(keyOf(handed, id)) ?? []);
    if (there.some(({ digest }) => digest !== handed.digest)) return { outcome: 'conflict' };
    for (const { decisionId, isDerived } of there) {
      const record = records.get(decisionId);
      if (record !== undefined && !(isDerived && record.published)) return { outcome: 'replayed', record };
    }
    return undefined;
  };

  return {
    records,
    claimed,
    put: async (record, ids) => {
      const before = await claimed(record, ids);
      if (before !== undefined) return before;
      records.set(record.decisionId, record);
      const { digest, decisionId } = record;
      for (const claim of ids) claims.set(keyOf(record, claim), { ...claim, digest, decisionId });
      return { outcome: 'stored' };
    },
    markPublished: async (decisionId) => {
      const record = records.get(decisionId);
      if (record === undefined) throw new RangeError('no such decision');
      records.set(decisionId, { ...record, published: true });
    },
  };
}
