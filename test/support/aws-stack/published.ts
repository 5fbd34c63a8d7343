import type { Decision, Violation } from '../../../shared/contracts/result-contract.generated.ts';
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

/** A decision as it is published: findings beyond what fits are counted only. */
type Published = Decision & { readonly violationsOmitted?: number };
type Timeless = Omit<Published, 'evaluatedAt' | 'violations'> & { readonly violations: object[] };

/** A decision without what depends on when it was made, and on AWS STS, which tells the account of an access key. */
export function timeless({ evaluatedAt: _, violations, ...decision }: Published): Timeless {
  return { ...decision, violations: violations.map(timelessViolation) };
}

function timelessViolation({ observedAt: _, evidence, ...violation }: Violation): object {
  const { accessKeyAccountId: __, ...more }: Record<string, unknown> = evidence;
  return { ...violation, evidence: more };
}
