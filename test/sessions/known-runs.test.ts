import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownRuns } from '../../shared/sessions/known-runs.ts';
import type { Run } from '../../shared/sessions/run.ts';

const expired = { outcome: 'failed', errorMessage: 'ExpiredToken' } as const;

/** A run of the task that started at 0 and ended well after so many seconds, with a delta. */
function run(seconds: number, delta: Partial<Run> = {}): Run {
  return {
    id: `lasting-${seconds}`,
    taskId: 'task-1',
    startedAt: 0,
    endedAt: seconds * 1000,
    outcome: 'success',
    errorMessage: undefined,
    ...delta,
  };
}

function known(...runs: Run[]) {
  return knownRuns(runs).get('task-1');
}

describe('the known runs of a task', () => {
  it('are none where there is no run', () => {
    expect(knownRuns([]).size).toBe(0);
  });

  it('are those with success, warning or failure, whose lengths tell apart how they ended', () => {
    const runs = [
      run(10),
      run(20, { outcome: 'warning' }),
      run(30, { outcome: 'failed', errorMessage: 'disk full' }),
      run(40, expired),
    ];
    expect(known(...runs)).toMatchObject({ count: 4, wellSeconds: [20, 10], diedOfExpirySeconds: [40] });
  });

  it.each([
    ['was stopped', { outcome: 'stopped' }],
    ['goes on', { endedAt: undefined, outcome: undefined }],
    ['ended nobody says how', { outcome: undefined }],
  ] as const)('are without one that %s', (_, delta) => {
    expect(known(run(10), run(20, delta))).toMatchObject({
      count: 1,
      wellSeconds: [10],
      diedOfExpirySeconds: [],
    });
  });

  it('are apart from those of another task, and from those of a task without an id', () => {
    const runs = [run(10), run(20, { taskId: 'task-2' }), run(30, { taskId: undefined })];
    expect([...knownRuns(runs)]).toMatchObject([
      ['task-1', { count: 1, wellSeconds: [10], diedOfExpirySeconds: [] }],
      ['task-2', { count: 1, wellSeconds: [20], diedOfExpirySeconds: [] }],
    ]);
  });

  it('are known one by one where they are the latest 20, with how they ended', () => {
    const many = Array.from({ length: 30 }, (_, index) => run(index + 1));
    const ends = [
      run(31, { startedAt: 1000, outcome: 'failed', errorMessage: 'disk full' }),
      run(40, expired),
    ];
    const latest = known(...many, ...ends)?.latest;
    expect(latest).toHaveLength(20);
    expect(latest?.slice(0, 3)).toEqual([
      { startedAt: 0, seconds: 40, end: 'died' },
      { startedAt: 1000, seconds: 30, end: 'failed' },
      { startedAt: 0, seconds: 30, end: 'well' },
    ]);
  });

  it('may have ids that every object has', () => {
    expect(knownRuns([run(10, { taskId: '__proto__' })]).get('__proto__')?.count).toBe(1);
    expect(knownRuns([run(10)]).get('constructor')).toBeUndefined();
  });

  it('have lengths in whole seconds', () => {
    expect(known(run(10, { startedAt: 1, endedAt: 2000 }))?.wellSeconds).toEqual([1]);
    expect(known(run(10, { startedAt: 0, endedAt: 0 }))?.wellSeconds).toEqual([0]);
  });

  it('are the latest 50 by their end', () => {
    const many = Array.from({ length: 51 }, (_, index) => run(index + 1));
    const seconds = Array.from({ length: 50 }, (_, index) => 51 - index);
    expect(known(...many)).toMatchObject({ count: 50, wellSeconds: seconds, diedOfExpirySeconds: [] });
    expect(known(...many.slice(0, 50))?.wellSeconds).toContain(1);
  });

  it('are the latest 50 without those that say nothing', () => {
    const silent = Array.from({ length: 60 }, (_, index) => run(1000 + index, { outcome: 'stopped' }));
    expect(known(run(10), ...silent)).toMatchObject({ count: 1, wellSeconds: [10] });
  });

  it('forget that one died of expiry where 50 came after it', () => {
    const later = Array.from({ length: 50 }, (_, index) => run(100 + index));
    expect(known(run(10, expired), ...later)?.diedOfExpirySeconds).toEqual([]);
    expect(known(run(10, expired), ...later.slice(1))?.diedOfExpirySeconds).toEqual([10]);
  });

  it.each([
    ['twice the same', run(10), run(10)],
    ['while it went on and when it had ended', run(10, { endedAt: undefined, outcome: undefined }), run(10)],
    ['as ended nobody says how, and how', run(10, { outcome: undefined }), run(10)],
    ['with an earlier end', run(10, { endedAt: 9000, ...expired }), run(10)],
  ])('have a run that is given %s once, as it ended', (_, one, other) => {
    const expectedOf = { count: 1, wellSeconds: [10], diedOfExpirySeconds: [] };
    expect(known(one, other)).toMatchObject(expectedOf);
    expect(known(other, one)).toEqual(known(one, other));
  });

  it('are the same whatever the order of the runs, contradictions among them too', () => {
    const anyRun = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      taskId: fc.constantFrom('task-1', 'task-2', undefined),
      startedAt: fc.constantFrom(0, 1000),
      endedAt: fc.constantFrom(undefined, 1000, 2000),
      outcome: fc.constantFrom('success', 'warning', 'failed', 'stopped', undefined),
      errorMessage: fc.constantFrom(undefined, 'ExpiredToken', 'disk full'),
    });
    const runs = fc.array(anyRun, { maxLength: 8 });
    fc.assert(
      fc.property(
        runs.chain((some) =>
          fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
        ),
        ([some, shuffled]) => {
          expect(Object.fromEntries(knownRuns(shuffled))).toEqual(Object.fromEntries(knownRuns(some)));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
