import type { Finding, Violation } from '../../shared/contracts/result-contract.generated.ts';
import { findingsOf } from '../../shared/findings/findings-of.ts';

/**
 * A finding by violations of it and by what is kept of it, where it is kept. Violations are kept before they are
 * published, but for those of the hook that could not be: what is later than all that is kept is not among it.
 */
export function asSeen(violations: readonly Violation[], kept: Finding | undefined): Finding | undefined {
  const unkept = violations.filter(({ observedAt }) => kept === undefined || isLater(observedAt, kept));
  const [seen] = findingsOf(new Map(unkept.map((violation) => [violation.id, violation])).values());
  if (kept === undefined || seen === undefined) return kept ?? seen;
  return { ...seen, occurrences: kept.occurrences + seen.occurrences, firstSeen: kept.firstSeen };
}

/** The same by the finding as it was seen before. */
export function asSeenBefore(before: Finding, kept: Finding | undefined): Finding {
  return kept === undefined || isLater(before.lastSeen, kept) ? before : kept;
}

function isLater(time: string, { lastSeen }: Finding): boolean {
  return Date.parse(time) > Date.parse(lastSeen);
}
