import { expect, it } from 'vitest';
import { errorName, failuresIn } from '../../../shared/aws/calls/failures.ts';

it.each([
  ['nothing', [], undefined],
  ['what was taken', [undefined, undefined], undefined],
  ['one of two', [undefined, 'Throttled'], '1 of 2 events not taken: Throttled'],
  ['the only one', ['Throttled'], '1 of 1 event not taken: Throttled'],
  ['each code once', ['A', 'B', 'A'], '3 of 3 events not taken: A, B'],
])('of %s: %j says %j', (_, failures, expected) => {
  expect(failuresIn(failures, 'event')).toBe(expected);
});

it.each([
  [new RangeError('MUST-NEVER-LEAVE'), 'RangeError'],
  [Object.assign(new Error('MUST-NEVER-LEAVE'), { name: 'AccessDenied' }), 'AccessDenied'],
  ['MUST-NEVER-LEAVE', 'UnknownError'],
  [undefined, 'UnknownError'],
])('of %s no more is told than a name', (error, name) => {
  expect(errorName(error)).toBe(name);
});
