/** Seconds by which two readings that are under way at once may be apart: no refresh takes as long. */
const tolerance = 900;

/** The latest time (ISO 8601) that is believed of another reading; what is later was never taken then. */
export function latestBeside(takenAt: string): string {
  return new Date(Date.parse(takenAt) + tolerance * 1000).toISOString();
}

/** Whether something was taken after a reading, so that the reading says nothing of it any more. Times in ISO 8601. */
export function isAfter(taken: string, reading: string): boolean {
  return taken > reading && isPossible(taken, reading);
}

/** Whether something can have been taken by the time of a reading, or by another one that is under way. */
export function isPossible(taken: string, reading: string): boolean {
  return !Number.isNaN(Date.parse(taken)) && taken <= latestBeside(reading);
}

/**
 * When something was last known to hold: when it was found, or when all was listed again. `undefined` where it says a time
 * at which nobody can have found it.
 */
export function lastHeld(takenAt: string, listedAt: string | undefined, now: string): string | undefined {
  if (!isPossible(takenAt, now)) return undefined;
  const isListedLater = listedAt !== undefined && isPossible(listedAt, now) && listedAt > takenAt;
  return isListedLater ? listedAt : takenAt;
}
