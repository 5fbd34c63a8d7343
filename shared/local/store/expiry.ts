import type { Retention } from '../../aws/records/retention.ts';

/** A time in whole seconds since 1970 UTC. */
export function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

/** When what is written now is past its time, in seconds since 1970 UTC. */
export function expiresAt({ keptSeconds, now }: Retention): number {
  return secondsOf(now()) + keptSeconds;
}
