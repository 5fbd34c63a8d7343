import { expect, it } from 'vitest';
import { compliantRun, patched } from '../../shared/examples/compliant.ts';
import { parseRun } from '../../shared/sessions/parse-run.ts';
import { rolesLike, rolesOfRuns } from '../../shared/sessions/task-roles.ts';

const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const sources = {
  byTask: new Map([
    ['task-1', [role('by-id')]],
    ['by-name', [role('by-name')]],
  ]),
  workloads: [{ name: 'workload', roles: [role('*')] }],
};

it.each([
  ['the run itself', { roleArns: [role('own')] }, [role('own')]],
  ['its task by id', { task: { name: 'by-name' } }, [role('by-id')]],
  ['its task by name', { task: { id: null, name: 'by-name' } }, [role('by-name')]],
  ['the workload that is called like it', { task: { id: null, name: 'workload' } }, [role('*')]],
  ['nobody', { task: { id: null, name: 'other' } }, undefined],
])('%s says which roles a run assumes', (_, delta, roles) => {
  expect(rolesOfRuns(sources)(parseRun(patched(compliantRun, delta)))).toEqual(roles);
});

it('a glob means the roles like it that were seen, and where there are none stands for itself', () => {
  const seen = [role('stage-2'), role('stage-1'), role('other')];
  expect(rolesLike([role('stage-*'), role('nobody-*'), role('stage-1')], seen)).toEqual([
    role('stage-1'),
    role('stage-2'),
    role('nobody-*'),
  ]);
});
