/**
 * What is known of something that was asked for: it is known, it is known to be absent, or no answer came (docs/guidelines.md,
 * "Decision on a submission"). What is unavailable is never a pass, and nothing weaker stands in for it.
 */
export type Fact<T> =
  | { readonly state: 'known'; readonly value: T }
  | { readonly state: 'absent' }
  | { readonly state: 'unavailable' };

/** Whoever was asked says that there is none, or nobody was asked. */
export const absent = Object.freeze({ state: 'absent' });

/** Whoever was asked gave no answer: an error, silence, or what cannot be one. */
export const unavailable = Object.freeze({ state: 'unavailable' });

export function known<T>(value: T): Fact<T> {
  return { state: 'known', value };
}

/** Facts of values that are all known. */
export function allKnown<Key, T>(values: ReadonlyMap<Key, T>): Map<Key, Fact<T>> {
  return new Map([...values].map(([key, value]) => [key, known(value)]));
}

/** A fact of what may not be there. */
export function knownOrAbsent<T>(value: T | undefined): Fact<T> {
  return value === undefined ? absent : known(value);
}

/** The value where it is known. */
export function ifKnown<T>(fact: Fact<T> | undefined): T | undefined {
  return fact?.state === 'known' ? fact.value : undefined;
}
