import type { Decision, Violation } from '../../../shared/report/result-contract.generated.ts';
import { unique } from '../invoke.ts';
import type { DeliveredEvent } from './bus.ts';

/** The findings in published events, each id once, in the order of their ids. */
export function violationsIn(events: readonly DeliveredEvent[]): Violation[] {
  return unique(
    events
      .filter((event) => event['detail-type'] === 'Temporary Credentials Violation')
      .map(({ detail }) => detail as Violation),
  );
}

type Timeless = Omit<Decision, 'evaluatedAt' | 'violations'> & { readonly violations: object[] };

/** A decision without what depends on when it was made, and on AWS STS, which tells the account of an access key. */
export function timeless({ evaluatedAt: _, violations, ...decision }: Decision): Timeless {
  return { ...decision, violations: violations.map(timelessViolation) };
}

function timelessViolation({ observedAt: _, evidence, ...violation }: Violation): object {
  const { accessKeyAccountId: __, ...more } = evidence ?? {};
  return { ...violation, evidence: more };
}
