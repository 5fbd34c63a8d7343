/** What the client needs of the world. */
export interface Outside {
  /** The platform's fetch. */
  readonly send: typeof fetch;
  /** Resolves after so many milliseconds, and sooner where it is to stop. */
  readonly wait: (milliseconds: number, stop: AbortSignal) => Promise<void>;
  /** Whoever waits for the answers wants no more of them. */
  readonly stop: AbortSignal;
  /** Between 0 and 1. */
  readonly random: () => number;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
}
