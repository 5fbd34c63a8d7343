/** A violation that was seen. */
export interface Sighting {
  readonly id: string;
  /** ISO 8601. */
  readonly observedAt: string;
}

/** How many sightings a finding shows: its examples. */
export const mostExamples = 3;

/** The order of sightings, by their times however these are written. Of two of one time, the greater id counts as newer. */
export function newestFirst(one: Sighting, other: Sighting): number {
  return compare(Date.parse(other.observedAt), Date.parse(one.observedAt)) || compare(other.id, one.id);
}

/** The earlier of two times; where they are one, always the same of its two writings. */
export function earlier(one: string, other: string): string {
  return (compare(Date.parse(one), Date.parse(other)) || compare(one, other)) <= 0 ? one : other;
}

function compare<T extends string | number>(one: T, other: T): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
