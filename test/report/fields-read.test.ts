import { expect, it } from 'vitest';
import { fieldsRead, originOf } from '../../shared/report/fields-read.ts';
import { valuesRead } from '../../shared/report/values-read.ts';
import { rules } from '../../shared/rules/index.ts';

it.each([
  ['eventName', 'record'],
  ['userIdentity.sessionContext.sessionIssuer.type', 'record'],
  ['connections.*.iamRoleArn', 'submission'],
  ['sources[].readMode', 'submission'],
  ['task.mode', 'submission'],
  ['policy requesters', 'policy'],
  ['known runs of the task', 'besides'],
])('%s is of the %s', (field, origin) => {
  expect(originOf(field)).toBe(origin);
});

it('every field that a rule reads is named once, unless it is left out', () => {
  for (const { meta } of rules) {
    const names = meta.reads.map((field) => field.replace(/^policy /, ''));
    expect(
      fieldsRead(meta)
        .split('\n')
        .map((line) => line.replace(/^- [a-z ]+: /, ''))
        .sort(),
    ).toEqual(names.sort());
  }
});

it('values are found by the names of fields, with their pointers', () => {
  const document = {
    task: { mode: 'standard' },
    connections: { 'a/b': { region: 'eu' }, c: {} },
    sources: [{ x: true }, {}],
  };
  const reads = [
    'task.mode',
    'connections.*.region',
    'sources[].x',
    'targets[].x',
    'task.constructor',
    'eventName',
  ];
  expect(valuesRead({ reads }, document)).toEqual([
    '/task/mode: standard',
    '/connections/a~1b/region: eu',
    '/connections/c/region: absent',
    '/sources/0/x: true',
    '/sources/1/x: absent',
    '/task/constructor: absent',
  ]);
});

it('of many values the first are shown', () => {
  const sources = Array.from({ length: 64 }, () => ({ readMode: 'direct' }));
  const lines = valuesRead({ reads: ['sources[].readMode'] }, { sources });
  expect(lines).toHaveLength(21);
  expect(lines.at(-1)).toBe('sources[].readMode: 44 more');
});
