import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../shared/sessions/run.ts';
import { asTold, distinctRuns, tell } from '../../shared/sessions/told-run.ts';

const role = 'arn:aws:iam::123456789012:role/stage';
const bare: Run = {
  id: 'task-1/7',
  taskId: 'task-1',
  startedAt: 0,
  endedAt: undefined,
  outcome: undefined,
  errorMessage: undefined,
};
const start: Run = { ...bare, taskName: 'orders', roleArns: [role], sessionName: 'orders' };
const died: Run = { ...bare, endedAt: 900_000, outcome: 'failed', errorMessage: 'ExpiredToken' };

const told = (all: readonly Run[]) =>
  all.reduce<readonly Run[]>((before, run) => tell(before, JSON.parse(JSON.stringify(run))), []);

const some = <Value>(...values: Value[]) => fc.constantFrom(undefined, ...values);
const telling = fc
  .record({
    startedAt: fc.constantFrom(0, 60_000),
    endedAt: some(-5, 900_000, 901_000),
    outcome: some('success', 'failed', 'stopped'),
    errorMessage: some('ExpiredToken', 'disk full'),
    taskName: some('orders', 'invoices'),
    mode: some('standard', 'advanced'),
    roleArns: some<readonly string[]>([role], [`${role}-2`]),
    sessionName: some('orders', 'invoices'),
    sourceIdentity: some('etl', 'somebody'),
    accessKeyId: some('AKIAONE', 'AKIATWO'),
  })
  .map((drawn) => ({ ...start, ...drawn }) as Run);
const tellings = fc.array(telling, { minLength: 1, maxLength: 30 });

describe('what is told of a run', () => {
  it('is the same whatever the order, and however often', () => {
    fc.assert(
      fc.property(
        tellings.chain((all) =>
          fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length, maxLength: 2 * all.length }),
          ),
        ),
        ([all, shuffled]) => {
          expect(told(shuffled)).toEqual(told(all));
          expect(tell(told(all), all[0] ?? start)).toEqual(told(all));
        },
      ),
    );
  });

  it('decides by its latest end, and says of each member what is told with the latest end that tells it', () => {
    const ends = fc.uniqueArray(telling, { selector: ({ endedAt = -1e6 }) => endedAt, minLength: 1 });
    fc.assert(
      fc.property(ends, (all) => {
        const latestFirst = all.toSorted((one, other) => (other.endedAt ?? -1e6) - (one.endedAt ?? -1e6));
        const run = asTold(told(all));
        expect(run.endedAt).toBe(latestFirst[0]?.endedAt);
        expect(run.startedAt).toBe(latestFirst[0]?.startedAt);
        for (const name of [
          'taskName',
          'mode',
          'roleArns',
          'sessionName',
          'sourceIdentity',
          'accessKeyId',
        ] as const)
          expect(run[name]).toEqual(latestFirst.find((one) => one[name] !== undefined)?.[name]);
      }),
    );
  });

  it('keeps who the run is, however many contradict each other on its end', () => {
    const contradicting = Array.from({ length: 1000 }, (_, index) => ({
      ...died,
      startedAt: index,
      endedAt: 900_000 - index,
    }));
    for (const all of [
      [start, died, ...contradicting],
      [...contradicting, died, start],
    ]) {
      expect(asTold(told(all))).toMatchObject({ endedAt: 900_000, roleArns: [role], sessionName: 'orders' });
      expect(distinctRuns(all)).toEqual([asTold(told(all))]);
    }
  });

  it('takes no more room than eight tellings, and names roles once, whatever is told', () => {
    fc.assert(
      fc.property(tellings, (all) => {
        const kept = told(all);
        expect(kept.length).toBeLessThanOrEqual(8);
        expect(kept.filter(({ roleArns }) => roleArns !== undefined).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('goes by an end before 1970 rather than by none', () => {
    const early = { ...died, endedAt: -5, startedAt: -10 };
    expect(asTold(told([start, early]))).toMatchObject({ endedAt: -5, outcome: 'failed' });
  });

  it('has the task’s id from whoever says it', () => {
    const nameless = { ...died, taskId: undefined, taskName: 'task-1' };
    expect(asTold(told([start, nameless]))).toMatchObject({ taskId: 'task-1', outcome: 'failed' });
  });

  it('of nothing is no run', () => {
    expect(() => asTold([])).toThrow(RangeError);
  });
});
