import TinyQueue from 'tinyqueue';

interface Planned {
  readonly at: number;
  /** Of what is planned for one time what was planned first comes first. */
  readonly order: number;
  readonly work: () => void | Promise<void>;
}

/** A clock that goes from one thing to the next. Times are seconds since 1970 UTC. */
export interface VirtualTime {
  readonly now: () => number;
  /** Plans something; what is planned for a time that is past comes next. */
  readonly plan: (at: number, work: Planned['work']) => void;
  /** Does as many things as are said, one after the other. Says whether more is planned. */
  readonly pass: (most: number) => Promise<boolean>;
}

export function virtualTime(start: number): VirtualTime {
  const queue = new TinyQueue<Planned>([], (one, other) => one.at - other.at || one.order - other.order);
  let now = start;
  let count = 0;
  return {
    now: () => now,
    plan: (at, work) => queue.push({ at: Math.max(at, now), order: count++, work }),
    pass: async (most) => {
      for (let left = most; left > 0; left--) {
        const next = queue.pop();
        if (next === undefined) return false;
        now = next.at;
        await next.work();
      }
      return queue.length > 0;
    },
  };
}
