import type { Decision, Violation } from '../../../shared/contracts/result-contract.generated.ts';
import type { Binding } from '../../../shared/evaluation/bound-decision.ts';
import { unique } from '../functions/invoke.ts';
import type { DeliveredEvent } from './bus.ts';

/** The findings in published events, each id once, in the order of their ids. */
export function violationsIn(events: readonly DeliveredEvent[]): Violation[] {
  return unique(
    events
      .filter((event) => event['detail-type'] === 'Temporary Credentials Violation')
      .map(({ detail }) => detail as Violation),
  );
}

/** A decision as it is published: bound, and findings beyond what fits are counted only. */
type Published = Decision & Partial<Binding> & { readonly violationsOmitted?: number };
type Timeless = Omit<Published, 'evaluatedAt' | 'violations' | keyof Binding> & {
  readonly violations: object[];
};

/**
 * A decision without what it is bound to, which the command line's is not, and what depends on when it was made, and on
 * AWS STS, which tells the account of an access key.
 */
export function timeless({
  evaluatedAt: _,
  decisionId: _id,
  digest: _digest,
  caller: _caller,
  validUntil: _until,
  requesters: _requesters,
  timings: _timings,
  violations,
  ...decision
}: Published): Timeless {
  return { ...decision, violations: violations.map(timelessViolation) };
}

function timelessViolation({ observedAt: _, evidence, ...violation }: Violation): object {
  const { accessKeyAccountId: __, ...more }: Record<string, unknown> = evidence;
  return { ...violation, evidence: more };
}
