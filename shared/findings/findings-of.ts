import type { Finding, Violation } from '../contracts/result-contract.generated.ts';
import { causeOf } from './cause.ts';
import { findingKey, idOfKey } from './finding-id.ts';
import { textsOf } from './finding-texts.ts';
import { gravestFirst } from './gravest-first.ts';
import { earlier, mostExamples, newestFirst } from './sighting.ts';

/** The violations of one cause, as far as a finding needs them. */
interface Group {
  occurrences: number;
  firstSeen: string;
  /** The newest ones, the newest of all first. */
  readonly latest: [Violation, ...Violation[]];
}

/**
 * The findings of a finite set of violations (docs/guidelines.md, "Findings"), the gravest first. They are the same in
 * whichever order the violations come, and the sum of their occurrences is the number of the violations.
 */
export function findingsOf(violations: Iterable<Violation>): Finding[] {
  const groups = new Map<string, Group>();
  for (const violation of violations) {
    const key = findingKey(violation);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, groupOf(violation));
    else addTo(group, violation);
  }
  return [...groups].map(([key, group]) => findingOf(key, group)).sort(gravestFirst);
}

function groupOf(violation: Violation): Group {
  return { occurrences: 1, firstSeen: violation.observedAt, latest: [violation] };
}

function addTo(group: Group, violation: Violation): void {
  const { latest } = group;
  group.occurrences++;
  group.firstSeen = earlier(group.firstSeen, violation.observedAt);
  const place = latest.findIndex((one) => newestFirst(violation, one) < 0);
  latest.splice(place === -1 ? latest.length : place, 0, violation);
  if (latest.length > mostExamples) latest.pop();
}

function findingOf(key: string, { occurrences, firstSeen, latest }: Group): Finding {
  const [newest] = latest;
  return {
    id: idOfKey(key),
    ...textsOf(newest),
    cause: { ...causeOf(newest.subject) },
    occurrences,
    firstSeen,
    lastSeen: newest.observedAt,
    examples: latest.map(({ id }) => id),
  };
}
