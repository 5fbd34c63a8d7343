/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** A whole number from 0 up to and without `end`. */
  readonly below: (end: number) => number;
  /** True in one of so many cases. */
  readonly oneIn: (cases: number) => boolean;
  readonly pick: <T>(some: readonly T[]) => T;
}

/** Source: the generator mulberry32 (Tommy Ettinger, public domain). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    oneIn: (cases) => below(cases) === 0,
    pick: <T>(some: readonly T[]) => some[below(some.length)] as T,
  };
}

/** The seed of one case of a run, so that any case can be had alone. */
export function seedOf(seed: number, index: number): number {
  return Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
}
