/** Seconds of a slot of sessions, as in the schema. */
const slotSeconds = 900;
const minuteMilliseconds = 60_000;

/** The slot of sessions that were issued at a time, in seconds since 1970 UTC. */
export function slotOf(seconds: number): number {
  return Math.floor(seconds / slotSeconds);
}

/** The minute of a time in milliseconds since 1970 UTC. */
export function minuteOf(milliseconds: number): number {
  return Math.floor(milliseconds / minuteMilliseconds);
}
