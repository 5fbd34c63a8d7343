/** What the client needs of the world. */
export interface Outside {
  /** The platform's fetch. */
  readonly send: typeof fetch;
  /** Resolves after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Between 0 and 1. */
  readonly random: () => number;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
}
