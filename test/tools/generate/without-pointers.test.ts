import { expect, it } from 'vitest';
import { withoutPointers } from '../../../tools/generate/without-pointers.ts';

const value = { status: 403, body: { title: 'blocked', results: [{ id: 'a', outcome: 'pass' }] } };

it('leaves out what the pointers name, in objects and in the items of lists, and changes nothing else', () => {
  expect(withoutPointers(value, ['/status', '/body/results/0/outcome'])).toEqual({
    body: { title: 'blocked', results: [{ id: 'a' }] },
  });
  expect(withoutPointers(value, [])).toEqual(value);
  expect(value.status).toBe(403);
});

it.each([
  '/headers',
  '/body/violations',
  '/status/code',
  '/body/results/0/reason',
  '/body/results/1/id',
  '/body/results/0',
])('refuses a pointer that names nothing: %s', (pointer) => {
  expect(() => withoutPointers(value, [pointer])).toThrow(`nothing is at \`${pointer}\``);
});
