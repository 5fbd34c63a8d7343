/** Work, and the baseline that its cost is a multiple of. */
export interface Comparison {
  readonly name: string;
  /**
   * Which cost counts: that of a `typical` run, which a caller waits for, or the `whole` cost of all runs, where each
   * leaves so much garbage that its removal is a part of each.
   */
  readonly cost: keyof Costs;
  readonly baseline: () => unknown;
  readonly work: () => Promise<unknown>;
}

export type Side = 'baseline' | 'work';

/** Milliseconds that a run takes. */
export interface Costs {
  /** The median of the times. */
  readonly typical: number;
  /** The mean of the processor times: what other programs take meanwhile does not count. */
  readonly whole: number;
}
