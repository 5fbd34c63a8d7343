/** Something that happened at a time (ISO 8601). */
export interface Moment {
  readonly time: string;
  readonly what: string;
}

/** What happened, a line each, in time; what happened at once stays in its order. */
export function momentsText(moments: readonly Moment[], indent: string): string[] {
  return moments
    .toSorted((one, other) => Date.parse(one.time) - Date.parse(other.time))
    .map(({ time, what }) => `${indent}${time.slice(0, 19)}Z  ${what.replace(/ {2,}/g, ' ')}`);
}
