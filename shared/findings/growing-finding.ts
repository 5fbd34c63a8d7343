import type { Finding, Violation } from '../contracts/result-contract.generated.ts';
import { causeOf } from './cause.ts';
import { findingId } from './finding-id.ts';
import { textsOf } from './finding-texts.ts';
import { earlier, mostExamples, newestFirst, type Sighting } from './sighting.ts';

/** A finding, and what it takes to go on with it. */
export interface GrowingFinding {
  readonly finding: Finding;
  /** The newest violations, the newest of all first: its texts are the finding's. */
  readonly latest: readonly Sighting[];
}

/**
 * Adds a violation of its cause, which was never added before, to a finding; without one it is the first. In whichever
 * order violations are added, the finding is the same.
 */
export function addViolation(before: GrowingFinding | undefined, violation: Violation): GrowingFinding {
  const { id, observedAt } = violation;
  const latest = [...(before?.latest ?? []), { id, observedAt }].sort(newestFirst).slice(0, mostExamples);
  const texts = before === undefined || latest[0]?.id === id ? textsOf(violation) : textsOf(before.finding);
  return {
    finding: {
      id: before?.finding.id ?? findingId(violation),
      ...texts,
      cause: before?.finding.cause ?? { ...causeOf(violation.subject) },
      occurrences: (before?.finding.occurrences ?? 0) + 1,
      firstSeen: earlier(before?.finding.firstSeen ?? observedAt, observedAt),
      lastSeen: latest[0]?.observedAt ?? observedAt,
      examples: latest.map((one) => one.id),
    },
    latest,
  };
}

/** Violations by the finding that they belong to, in the order in which they come. */
export function byFinding(violations: readonly Violation[]): Map<string, Violation[]> {
  return Map.groupBy(violations, findingId);
}
