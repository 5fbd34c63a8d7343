/** Facts that were asked for in vain, and without which nothing is to be decided. Names them. */
export class UnavailableFactsError extends Error {
  override readonly name = 'UnavailableFactsError';
  readonly facts: readonly string[];

  constructor(facts: readonly string[]) {
    super(`facts could not be found out: ${facts.join(', ')}`);
    this.facts = facts;
  }
}
