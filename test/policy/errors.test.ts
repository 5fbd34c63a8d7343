import { expect, it } from 'vitest';
import { BrokenPolicyError, faultText } from '../../shared/policy/errors.ts';

it.each([
  [{ pointer: '', detail: 'is empty' }, 'is empty'],
  [{ pointer: '/rules', detail: 'must be object' }, '/rules must be object'],
  [{ pointer: '/rules', detail: 'must be object', line: 3 }, 'line 3: /rules must be object'],
  [{ pointer: '', detail: 'is no YAML', line: 1 }, 'line 1: is no YAML'],
])('the fault %j is told as %j', (fault, text) => {
  expect(faultText(fault)).toBe(text);
});

it('a broken policy names all of its faults', () => {
  const error = new BrokenPolicyError([
    { pointer: '/a', detail: 'is one' },
    { pointer: '/b', detail: 'is another', line: 2 },
  ]);
  expect(String(error)).toBe('BrokenPolicyError: broken policy: /a is one; line 2: /b is another');
});
