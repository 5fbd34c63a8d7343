import { setTimeout as sleep } from 'node:timers/promises';

/** There was no time left for it. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
}

interface InTimeOptions {
  /** Pieces that are under way at once. */
  readonly atOnce: number;
  /** Milliseconds that are left. */
  readonly timeLeft: () => number;
  /** Milliseconds that have to be left for a piece to begin, other than the first. */
  readonly leastTime: number;
  /** Milliseconds that are to be left when all is over. */
  readonly margin: number;
}

/**
 * Does pieces of work, in order and a few at once, as long as there is time. Gives the failure of each, or `undefined`: one
 * that was not begun, or takes too long, has failed with {@link OutOfTimeError}, and the others have not.
 */
export async function inTime(
  pieces: readonly (() => Promise<void>)[],
  { atOnce, timeLeft, leastTime, margin }: InTimeOptions,
): Promise<unknown[]> {
  const failures = pieces.map((): unknown => new OutOfTimeError('not begun'));
  const left = [...pieces.entries()].reverse();
  async function work(): Promise<void> {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [index, piece] = next;
      if (index > 0 && timeLeft() < leastTime) return;
      failures[index] = new OutOfTimeError('not done');
      failures[index] = await piece().then(
        () => undefined,
        (failure) => failure,
      );
    }
  }
  const timer = new AbortController();
  const over = sleep(Math.max(timeLeft() - margin, 0), undefined, { signal: timer.signal }).catch(
    () => undefined,
  );
  await Promise.race([over, Promise.all(Array.from({ length: atOnce }, work))]);
  timer.abort();
  return [...failures];
}
