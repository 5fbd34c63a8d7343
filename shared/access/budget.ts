/** Set logic over wildcards can take exponential time: an analysis that needs more steps than this is given up. */
const mostSteps = 20_000_000;

/** An analysis that would take too long; its answer is not known. */
export class TooComplexError extends Error {
  override readonly name = 'TooComplexError';
}

/** Steps that an analysis may still take. A step is about one comparison of characters. */
export class Budget {
  #left: number;

  constructor(steps = mostSteps) {
    this.#left = steps;
  }

  /** Throws {@link TooComplexError} where there are not enough steps left. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new TooComplexError('the policies take too many steps to analyse');
  }
}
