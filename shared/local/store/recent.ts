/** What came last, by when and under which name: as much as memory is to hold. Older is in the file alone. */
export interface Recent<Value> {
  /** Whether all that came in a slot and later is here. */
  readonly reaches: (slot: number) => boolean;
  /** Holds a value under a name; what has the same id there is replaced. */
  readonly put: (slot: number, name: string, id: string, value: Value) => void;
  /** Forgets what came before a slot. */
  readonly forgetBefore: (slot: number) => void;
  /** What is held under a name, of all slots from one to another. */
  readonly of: (name: string, from: number, to: number) => Value[];
}

/** Holds so many values at most. `from`: the first slot of which nothing is in the file alone. */
export function recent<Value>(most: number, from: number): Recent<Value> {
  const slots = new Map<number, Map<string, Map<string, Value>>>();
  let first = from;
  let [oldest, newest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let count = 0;

  function namesIn(slot: number): Map<string, Map<string, Value>> {
    const known = slots.get(slot) ?? new Map<string, Map<string, Value>>();
    if (!slots.has(slot)) {
      slots.set(slot, known);
      oldest = Math.min(oldest, slot);
      newest = Math.max(newest, slot);
    }
    return known;
  }

  function put(slot: number, name: string, id: string, value: Value): void {
    if (slot < first) return;
    const names = namesIn(slot);
    const values = names.get(name) ?? new Map<string, Value>();
    if (!values.has(id)) count++;
    names.set(name, values.set(id, value));
    while (count > most) forgetOldest();
  }

  function forgetOldest(): void {
    for (const values of slots.get(oldest)?.values() ?? []) count -= values.size;
    slots.delete(oldest);
    first = oldest + 1;
    oldest = Math.min(...slots.keys());
  }

  return {
    reaches: (slot) => slot >= first,
    put,
    forgetBefore: (slot) => {
      while (oldest < slot) forgetOldest();
    },
    of: (name, from, to) => {
      const found: Value[] = [];
      const last = Math.min(to, newest);
      for (let slot = Math.max(from, oldest); slot <= last; slot++)
        for (const value of slots.get(slot)?.get(name)?.values() ?? []) found.push(value);
      return found;
    },
  };
}
