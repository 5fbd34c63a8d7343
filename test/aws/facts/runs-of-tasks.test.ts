import { describe, expect, it } from 'vitest';
import { errorName } from '../../../shared/aws/calls/failures.ts';
import { runsOfTasks } from '../../../shared/aws/facts/runs-of-tasks.ts';
import { absent, ifKnown, unavailable } from '../../../shared/json/fact.ts';
import type { Run } from '../../../shared/sessions/run.ts';
import { ended } from '../../support/records/session-cases.ts';

/** A lookup over runs that a store has, whose clock stands at second 0 until it is set. */
function lookup(stored: readonly Run[], filed: readonly Run[] = []) {
  const reported: unknown[] = [];
  const asked: string[] = [];
  const state = { seconds: 0, answers: true };
  const answer = (kind: string, isWanted: (run: Run) => boolean) => {
    asked.push(kind);
    if (!state.answers) throw Object.assign(new Error('MUST-NEVER-LEAVE'), { name: 'FactTableError' });
    return stored.filter(isWanted);
  };
  const runs = runsOfTasks({
    store: {
      endedRuns: async (id) => answer('id', ({ taskId }) => taskId === id),
      endedRunsCalled: async (name) =>
        answer('name', ({ taskId, taskName }) => taskId === name || taskName === name),
    },
    filed,
    now: () => new Date(state.seconds * 1000),
    report: async (fact, error) => void reported.push([fact, errorName(error)]),
  });
  return { ...runs, reported, asked, state };
}

const one = ended({ id: 'one' });
const other = ended({ id: 'other' });

describe('runsOfTasks', () => {
  it('knows the runs of a task by its id, and of a workload by its id or name', async () => {
    const { ofTask, ofWorkload } = lookup([one, ended({ id: 'b', taskId: 'task-2' })]);
    expect(ifKnown(await ofTask('task-1'))?.count).toBe(1);
    expect(await ofTask('orders')).toBe(absent);
    expect(ifKnown(await ofWorkload('orders'))?.count).toBe(2);
    expect(ifKnown(await ofWorkload('task-2'))?.count).toBe(1);
    expect(await ofWorkload('nobody')).toBe(absent);
  });

  it('counts those of files too, each once', async () => {
    const { ofTask, ofWorkload } = lookup([one], [one, other, ended({ id: 'one', taskId: 'task-2' })]);
    expect(ifKnown(await ofTask('task-1'))?.count).toBe(2);
    expect(ifKnown(await ofTask('task-2'))?.count).toBe(1);
    expect(ifKnown(await ofWorkload('orders'))?.count).toBe(3);
  });

  it('asks each time for those of a task, and once a minute for those of a workload', async () => {
    const { ofTask, ofWorkload, asked, state } = lookup([one]);
    for (const seconds of [0, 59, 60]) {
      state.seconds = seconds;
      await ofTask('task-1');
      await ofWorkload('orders');
    }
    expect(asked.filter((kind) => kind === 'id')).toHaveLength(3);
    expect(asked.filter((kind) => kind === 'name')).toHaveLength(2);
  });

  it('never rejects, whatever files say, and asks again', async () => {
    const { ofTask, ofWorkload, reported, state } = lookup([one], [other]);
    state.answers = false;
    expect(await ofTask('task-1')).toBe(unavailable);
    expect(await ofWorkload('orders')).toBe(unavailable);
    expect(reported).toEqual(Array(2).fill(['known-runs', 'FactTableError']));
    state.answers = true;
    expect(ifKnown(await ofTask('task-1'))?.count).toBe(2);
    expect(ifKnown(await ofWorkload('orders'))?.count).toBe(2);
  });
});
