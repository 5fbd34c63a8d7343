import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inTime, OutOfTimeError } from '../../functions/refresh-principals/in-time.ts';

/** Pieces of work that take milliseconds, of which `most` were under way at once. */
function worksOf(...lengths: readonly number[]) {
  const done: number[] = [];
  const state = { underWay: 0, most: 0 };
  const pieces = lengths.map((length, index) => async () => {
    state.most = Math.max(state.most, ++state.underWay);
    await sleep(length);
    state.underWay--;
    done.push(index);
  });
  return { pieces, done, state };
}

/** What is left of so many milliseconds from now on. */
function clock(milliseconds: number) {
  const end = Date.now() + milliseconds;
  return () => end - Date.now();
}

describe('work in time', () => {
  const options = { atOnce: 2, leastTime: 0, margin: 0 };

  it('is done, a few pieces at once, and each failure is told by its place', async () => {
    const { pieces, done, state } = worksOf(5, 5, 5, 5, 5);
    const failing = async () => {
      throw new RangeError('of the work');
    };
    const failures = await inTime([...pieces, failing], { ...options, timeLeft: clock(5000) });
    expect(failures).toEqual([undefined, undefined, undefined, undefined, undefined, expect.any(RangeError)]);
    expect([done.length, state.most]).toEqual([5, 2]);
  });

  it('does not wait for a piece that hangs: it alone has failed', async () => {
    const { pieces, done } = worksOf(60_000, 1, 1, 1);
    const failures = await inTime(pieces, { ...options, timeLeft: clock(200) });
    expect(failures).toEqual([expect.any(OutOfTimeError), undefined, undefined, undefined]);
    expect(done).toEqual([1, 2, 3]);
  });

  it('is not begun where too little time is left, but for the first piece', async () => {
    const { pieces, done } = worksOf(1, 1, 1);
    const failures = await inTime(pieces, { ...options, leastTime: 1000, timeLeft: clock(500) });
    expect(failures).toEqual([undefined, expect.any(OutOfTimeError), expect.any(OutOfTimeError)]);
    expect(done).toEqual([0]);
  });

  it('of a thousand pieces is all done where there is time', async () => {
    const { pieces, done } = worksOf(...Array<number>(1000).fill(0));
    const failures = await inTime(pieces, { ...options, atOnce: 5, timeLeft: clock(20_000) });
    expect(new Set(failures)).toEqual(new Set([undefined]));
    expect(done).toHaveLength(1000);
  });
});
