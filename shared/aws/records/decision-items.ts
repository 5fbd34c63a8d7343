import type { BoundDecision } from '../../evaluation/bound-decision.ts';
import type { Item } from '../facts/fact-table.ts';

/** A decision as it is kept. */
export interface DecisionRecord {
  readonly decisionId: string;
  readonly submissionId: string;
  /** Of the canonical submission: what was decided. */
  readonly digest: string;
  /** What was answered, with whatever members go beyond the contract; below 256 KB, as `fitDecision` leaves it. */
  readonly decision: BoundDecision;
  /** Who asked. One and the same name for whoever may have the same answer again. */
  readonly caller: string;
  /** ISO 8601, in UTC with milliseconds, as `Date.toISOString` writes it. */
  readonly decidedAt: string;
  /** Until when the decision holds; ISO 8601 as above. */
  readonly validUntil: string;
  /** Whether it went out on the bus. */
  readonly published: boolean;
}

/** An id by which a caller's submission is known again. */
export interface Claim {
  /** The submission's, or one of the call that handed it in. */
  readonly id: string;
  /** Until when the same submission under this id has the same answer; ISO 8601 as above. */
  readonly replaysUntil: string;
  /** The id says nothing but what was submitted: once its decision has gone out, the next call is decided anew. */
  readonly isDerived: boolean;
}

/** What was handed in, and by whom. */
export type Handed = Pick<DecisionRecord, 'caller' | 'digest'>;

/** The members that are kept as they are. */
const texts = ['decisionId', 'submissionId', 'digest', 'caller', 'decidedAt', 'validUntil'] as const;

/** The beginning of the sort keys of all claims on a submission’s id. */
export const claimPrefix = 'claim#';

export function decisionKey(decisionId: string): Item {
  return { pk: { S: `decision#${decisionId}` }, sk: { S: 'decision' } };
}

/** The partition of all claims on a submission's id. */
export function submissionPart(submissionId: string): string {
  return `submission#${submissionId}`;
}

export function claimKey({ id }: Pick<Claim, 'id'>, { caller }: Pick<Handed, 'caller'>): Item {
  return { pk: { S: submissionPart(id) }, sk: { S: claimPrefix + caller } };
}

/** A decision's attributes beside its key. */
export function decisionAttributes({ decision, published, ...record }: DecisionRecord): Item {
  return {
    ...Object.fromEntries(texts.map((name) => [name, { S: record[name] }])),
    decision: { S: JSON.stringify(decision) },
    published: { BOOL: published },
  };
}

/** A claim's attributes beside its key. */
export function claimAttributes(
  { replaysUntil, isDerived }: Claim,
  { digest, decisionId, decidedAt }: DecisionRecord,
): Item {
  return {
    digest: { S: digest },
    decisionId: { S: decisionId },
    decidedAt: { S: decidedAt },
    replaysUntil: { S: replaysUntil },
    isDerived: { BOOL: isDerived },
  };
}

export function decisionOf(item: Item): DecisionRecord {
  const text = (name: string) => item[name]?.S ?? '';
  return {
    decisionId: text('decisionId'),
    submissionId: text('submissionId'),
    digest: text('digest'),
    decision: JSON.parse(text('decision')),
    caller: text('caller'),
    decidedAt: text('decidedAt'),
    validUntil: text('validUntil'),
    published: item.published?.BOOL === true,
  };
}
