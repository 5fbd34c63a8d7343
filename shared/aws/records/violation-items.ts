import type { Violation } from '../../contracts/result-contract.generated.ts';
import type { GrowingFinding } from '../../findings/growing-finding.ts';
import type { Item } from '../facts/fact-table.ts';
import { allFindings, placeOf, timeText, traitsIn, traitsOf, violationsOf } from './listing-items.ts';

export function violationKey(id: string): Item {
  return { pk: { S: `violation#${id}` }, sk: { S: 'violation' } };
}

export function findingKey(id: string): Item {
  return { pk: { S: `finding#${id}` }, sk: { S: 'finding' } };
}

/** A violation's attributes beside its key. It stands in the list by the time at which it was observed. */
export function violationAttributes(violation: Violation): Item {
  const observedAt = timeText(violation.observedAt);
  return {
    listing: { S: violationsOf(observedAt) },
    listed: { S: placeOf(observedAt, violation.id) },
    ...traitsOf(violation),
    document: { S: JSON.stringify(violation) },
  };
}

/** What a finding is after violations were added to it. */
export interface GrownFinding {
  readonly growing: GrowingFinding;
  /** Those that were added. */
  readonly added: readonly Violation[];
  /** The finding's item before; `undefined` where there was none. */
  readonly before: Item | undefined;
  /** When the first violation was added, ISO 8601, where this is the first time. */
  readonly now: string;
}

/** A finding's attributes beside its key. It stands in the list where it stood first, so that pages never miss it. */
export function findingAttributes({ growing, added, before, now }: GrownFinding): Item {
  const { finding, latest } = growing;
  const newest = added.find(({ id }) => id === latest[0]?.id);
  return {
    listing: { S: allFindings },
    listed: before?.listed ?? { S: placeOf(now, finding.id) },
    ...(newest === undefined ? traitsIn(before ?? {}) : traitsOf(newest)),
    firstSeen: { S: timeText(finding.firstSeen) },
    lastSeen: { S: timeText(finding.lastSeen) },
    occurrences: { N: String(finding.occurrences) },
    document: { S: JSON.stringify(finding) },
    latest: { S: JSON.stringify(latest) },
  };
}

export function growingFindingOf({ document, latest }: Item): GrowingFinding {
  return { finding: JSON.parse(document?.S ?? ''), latest: JSON.parse(latest?.S ?? '') };
}
