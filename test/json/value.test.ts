import { expect, it } from 'vitest';
import { isObject, typeName } from '../../shared/json/value.ts';

it.each([
  [undefined, 'nothing', false],
  [null, 'null', false],
  [[], 'an array', false],
  [{}, 'an object', true],
  ['text', 'a string', false],
  [7, 'a number', false],
  [true, 'a boolean', false],
])('%j is called %s', (value, name, object) => {
  expect(typeName(value)).toBe(name);
  expect(isObject(value)).toBe(object);
});
