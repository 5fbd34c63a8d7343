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
  const groups = new FindingGroups();
  for (const violation of violations) groups.add(violation);
  return groups.findings;
}

/** Violations by their causes, as {@link findingsOf} puts them together, of which none is kept but the examples. */
export class FindingGroups {
  readonly #groups = new Map<string, Group>();

  add(violation: Violation): void {
    const key = findingKey(violation);
    const group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, groupOf(violation));
    else addTo(group, violation);
  }

  /** The findings of those that were added, the gravest first. */
  get findings(): Finding[] {
    return [...this.#groups].map(([key, group]) => findingOf(key, group)).sort(gravestFirst);
  }
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
