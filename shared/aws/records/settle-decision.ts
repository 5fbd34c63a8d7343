import { ConflictingSubmissionError } from '../../http/errors.ts';
import { decisionEvent, type PublishEvents } from '../publishing/events.ts';
import type { Claim, DecisionRecord } from './decision-items.ts';
import type { DecisionStore } from './decision-store.ts';

/** There is too little time left to publish a decision and to tell its caller. */
export class NoTimeLeftError extends Error {
  override readonly name = 'NoTimeLeftError';
}

export interface Settling {
  readonly store: Pick<DecisionStore, 'put' | 'claimed' | 'markPublished'>;
  readonly publish: PublishEvents;
}

/** What is settled: a decision, under the ids by which its submission is known again. */
export interface Unsettled {
  readonly record: DecisionRecord;
  readonly claims: readonly Claim[];
  /** Whether there is time to publish it and to answer. */
  readonly hasTime: () => boolean;
}

/**
 * Keeps a decision, then publishes it, then notes that it went out; gives the decision that is the answer: this one, or
 * the one that the same submission had before. Rejects with {@link ConflictingSubmissionError}, with
 * {@link NoTimeLeftError}, and where a part of it fails: then nobody was answered, and the same submission, handed in
 * again, has the same decision. Nothing goes out that was not kept.
 */
export async function settle(
  { record, claims, hasTime }: Unsettled,
  { store, publish }: Settling,
): Promise<DecisionRecord> {
  const kept = await store.put(record, claims);
  if (kept.outcome === 'conflict') throw new ConflictingSubmissionError();
  const answer = kept.outcome === 'stored' ? record : kept.record;
  if (!answer.published) await publishOnce(answer, hasTime, { store, publish });
  return answer;
}

/** As {@link settle}, of a decision that is kept already; `undefined` where there is none. */
export async function settled(
  {
    record,
    claims,
    hasTime,
  }: Omit<Unsettled, 'record'> & { readonly record: Pick<DecisionRecord, 'caller' | 'digest'> },
  { store, publish }: Settling,
): Promise<DecisionRecord | undefined> {
  const kept = await store.claimed(record, claims);
  if (kept === undefined) return undefined;
  if (kept.outcome === 'conflict') throw new ConflictingSubmissionError();
  if (!kept.record.published) await publishOnce(kept.record, hasTime, { store, publish });
  return kept.record;
}

async function publishOnce(
  { decisionId, decision }: DecisionRecord,
  hasTime: () => boolean,
  { store, publish }: Settling,
): Promise<void> {
  if (!hasTime()) throw new NoTimeLeftError('too little time is left to publish the decision');
  await publish([decisionEvent(decision)]);
  await store.markPublished(decisionId);
}
