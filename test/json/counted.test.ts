import { expect, it } from 'vitest';
import { counted } from '../../shared/json/counted.ts';

it.each([
  [0, '0 faults'],
  [1, '1 fault'],
  [2, '2 faults'],
  [1001, '1001 faults'],
])('%i is counted as %s', (count, expected) => {
  expect(counted(count, 'fault')).toBe(expected);
});

it.each([
  [1, '1 user or role'],
  [2, '2 users and roles'],
])('takes the plural of a noun that does not end in an s: %s', (count, expected) => {
  expect(counted(count, 'user or role', 'users and roles')).toBe(expected);
});
