import { ifKnown } from '../json/fact.ts';
import type { EvidenceGrade, RuleContext } from '../rules/rule.ts';
import type { Hop, Submission } from '../submission/submission.ts';
import type { SubmissionDecision } from './decide.ts';

/** Who is behind a hop, and how that is known. */
export interface RequesterEvidence {
  readonly connection: string;
  readonly hop: Hop['kind'];
  /** Its ARN; absent where nobody is known. */
  readonly principal?: string;
  readonly evidence?: EvidenceGrade;
}

/** Milliseconds that parts of a decision took. */
interface Timings {
  readonly facts: number;
  readonly total: number;
}

/** What a decision is bound to, besides what it says. */
export interface Binding {
  /** `d1-` and 32 hex digits. All copies of one decision carry it. */
  readonly decisionId: string;
  /** Of the canonical submission: an allow is one of what has this digest, and of nothing else. */
  readonly digest: string;
  /** Who asked: an ARN, or the source of an event. Absent where nobody was authenticated. */
  readonly caller?: string;
  /** ISO 8601: from then on it allows nothing. */
  readonly validUntil: string;
  /** Who the decision takes for the requesters. */
  readonly requesters: readonly RequesterEvidence[];
  readonly timings: Timings;
}

/** A decision that says what was decided, for whom, until when, and on what evidence. */
export type BoundDecision = SubmissionDecision & Binding;

/** Who is behind the hops of a submission that may obtain temporary credentials. */
export function requestersOf(
  { hops }: Pick<Submission, 'hops'>,
  { requesterOf }: Pick<RuleContext, 'requesterOf'>,
): RequesterEvidence[] {
  return hops
    .filter(({ iamRoleArn }) => iamRoleArn !== undefined)
    .map((hop) => {
      const requester = ifKnown(requesterOf(hop));
      return {
        connection: hop.connection.id,
        hop: hop.kind,
        ...(requester && { principal: requester.principal.arn, evidence: requester.source }),
      };
    });
}
