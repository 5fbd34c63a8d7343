import { describe, expect, it } from 'vitest';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { inModeOfTask, knownTasks, type NamedTask } from '../../shared/sessions/known-tasks.ts';
import type { Run } from '../../shared/sessions/run.ts';
import { parseSubmission } from '../../shared/submission/parse-submission.ts';

const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;

/** A task with deltas on its one connection and on its submission. */
function task(name: string, connection: object, delta: object = {}, handle?: string): NamedTask {
  const named = { task: { id: `id-of-${name}`, name }, connections: { redshift: connection } };
  return { handle, submission: parseSubmission(patched(patched(compliantSubmission, named), delta)) };
}

const rolesOf = (...tasks: NamedTask[]) => Object.fromEntries(knownTasks(tasks).roles);

describe('the tasks that are known', () => {
  it('say by id, handle and name which roles their connections assume, to the database too', () => {
    const database = { accessKeyId: 'AKIAEXAMPLEEXAMPLE01', iamRoleArn: role('database') };
    const roles = [role('database'), role('stage')];
    expect(rolesOf(task('orders', { iamRoleArn: role('stage'), database }, {}, 'handle'))).toEqual({
      handle: roles,
      'id-of-orders': roles,
      orders: roles,
    });
  });

  it('say that they assume none where they use keys alone, and nothing where nobody can read which', () => {
    expect(rolesOf(task('orders', { iamRoleArn: null, unresolved: [] }))).toMatchObject({ orders: [] });
    expect(rolesOf(task('orders', { iamRoleArn: null, unresolved: ['iamRoleArn'] }))).toEqual({});
    expect(rolesOf(task('orders', { iamRoleArn: role('stage'), unresolved: ['database'] }))).toMatchObject({
      orders: [role('stage')],
    });
  });

  it('say nothing by a name that several have who assume different roles', () => {
    const [one, other] = [
      task('orders', { iamRoleArn: role('a') }, { task: { id: '1', name: 'orders' } }),
      task('orders', { iamRoleArn: role('b') }, { task: { id: '2', name: 'orders' } }),
    ];
    expect(rolesOf(one, other)).toEqual({ 1: [role('a')], 2: [role('b')] });
    expect(rolesOf(one, one)).toEqual({ 1: [role('a')], orders: [role('a')] });
  });

  it('say in which mode their runs are that say none', () => {
    const known = knownTasks([
      task('orders', {}, { task: { id: '1', name: 'orders', mode: 'advanced' } }),
      task('invoices', {}, { task: { id: '2', name: 'invoices', mode: 'standard' } }),
    ]);
    const run = (delta: Partial<Run>): Run => ({
      ...{ id: '7', taskId: undefined, startedAt: 0, endedAt: undefined, outcome: undefined },
      errorMessage: undefined,
      ...delta,
    });
    const modeOf = (delta: Partial<Run>) => inModeOfTask(run(delta), known).mode;
    expect(modeOf({ taskId: '1' })).toBe('advanced');
    expect(modeOf({ taskName: 'orders' })).toBe('advanced');
    expect(modeOf({ taskId: '1', mode: 'standard' })).toBe('standard');
    expect(modeOf({ taskId: '2', taskName: 'invoices' })).toBeUndefined();
    expect(modeOf({})).toBeUndefined();
  });
});
