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
  /** Does one thing after the other until nothing is planned any more. `done` is called after each. */
  readonly pass: (done: () => void) => Promise<void>;
}

export function virtualTime(start: number): VirtualTime {
  const queue = new TinyQueue<Planned>([], (one, other) => one.at - other.at || one.order - other.order);
  let now = start;
  let count = 0;
  return {
    now: () => now,
    plan: (at, work) => queue.push({ at: Math.max(at, now), order: count++, work }),
    pass: async (done) => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        now = next.at;
        await next.work();
        done();
      }
    },
  };
}
