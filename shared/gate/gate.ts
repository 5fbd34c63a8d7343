import { countDecision } from '../aws/lambda/metered.ts';
import type { Meter } from '../aws/lambda/metrics.ts';
import type { Claim, DecisionRecord } from '../aws/records/decision-items.ts';
import { type Settling, settle, settled } from '../aws/records/settle-decision.ts';
import { type Decided, type Deciding, decideSubmission, type HandedIn } from './decide-submission.ts';

export interface GateOptions extends Deciding, Settling {
  readonly meter: Meter;
  /** Seconds for which a decision holds. */
  readonly validSeconds: number;
  /** Makes ids that never come twice: 32 hex digits. */
  readonly newId: () => string;
}

/** A submission that is to be decided once. */
export interface Handed extends HandedIn {
  /** Whose ids these are: one name for whoever is one principal. */
  readonly claimant: string;
  /** The ids by which it is known again, besides the submission's own. */
  readonly ids: readonly ReplayedId[];
  /** Whether there is time to publish a decision and to answer. */
  readonly hasTime: () => boolean;
}

/** An id that a caller or a queue has given. */
interface ReplayedId {
  readonly id: string;
  /** Seconds for which the same submission under this id has the same answer. */
  readonly seconds: number;
}

/**
 * Decides a submission and binds the decision: it is kept, then published, and what is given is the decision that its
 * caller is told: the same again for the same submission under the same id. Rejects as `settle` and `decideSubmission` do:
 * then nothing was decided.
 */
export async function passGate(handed: Handed, options: GateOptions): Promise<DecisionRecord> {
  const { submission, claimant, hasTime } = handed;
  const decidedAt = options.now();
  const validUntil = after(decidedAt, options.validSeconds);
  const claims = claimsOf(handed, decidedAt, validUntil);
  const unsettled = { record: { caller: claimant, digest: submission.digest }, claims, hasTime };
  const before = await settled(unsettled, options);
  if (before !== undefined) return before;
  const decided = await decideSubmission(handed, options);
  countDecision(options.meter, decided);
  return settle(
    { record: recordOf(decided, handed, { decidedAt, validUntil, newId: options.newId }), claims, hasTime },
    options,
  );
}

/** What a decision is bound with. */
interface Bound extends Pick<GateOptions, 'newId'> {
  readonly decidedAt: Date;
  readonly validUntil: string;
}

function recordOf(
  decided: Decided,
  { submission, claimant }: Handed,
  { decidedAt, validUntil, newId }: Bound,
): DecisionRecord {
  const decisionId = `d1-${newId()}`;
  return {
    decisionId,
    submissionId: submission.id,
    digest: submission.digest,
    decision: { ...decided, decisionId, validUntil },
    caller: claimant,
    decidedAt: decidedAt.toISOString(),
    validUntil,
    published: false,
  };
}

function claimsOf({ submission, ids }: Handed, decidedAt: Date, validUntil: string): Claim[] {
  return [
    { id: submission.id, replaysUntil: validUntil, isDerived: submission.isIdDerived },
    ...ids.map(({ id, seconds }) => ({ id, replaysUntil: after(decidedAt, seconds), isDerived: false })),
  ];
}

function after(time: Date, seconds: number): string {
  return new Date(time.getTime() + seconds * 1000).toISOString();
}
