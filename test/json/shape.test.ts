import { describe, expect, it } from 'vitest';
import {
  count,
  flag,
  listOf,
  mapOf,
  objectOf,
  oneOf,
  type Shape,
  text,
  time,
} from '../../shared/json/shape.ts';

describe('a shape', () => {
  it.each<[string, Shape, unknown, string | undefined]>([
    ['a text', text(), 'a', undefined],
    ['a text', text(), 1, '/: expected text, got a number'],
    ['a text by a pattern', text(/^v1-/, 'an id'), 'x', '/: expected an id, got a string'],
    ['a time', time, '2026-10-01T08:00:00Z', undefined],
    ['a time', time, 'soon', '/: expected a time, got a string'],
    ['a whole number', count, 1.5, '/: expected a whole number, got a number'],
    ['true or false', flag, null, '/: expected true or false, got null'],
    ['one of some', oneOf('a', 'b'), 'c', '/: expected one of a, b, got a string'],
    ['a list', listOf(count), [1, 2], undefined],
    ['a list', listOf(count), [1, 'a'], '/1: expected a whole number, got a string'],
    ['a list', listOf(count), {}, '/: expected a list, got an object'],
    ['an object', objectOf({ a: count }), { a: 1, other: 'x' }, undefined],
    ['an object', objectOf({ a: count }), {}, '/a: expected a whole number, got nothing'],
    ['an object', objectOf({}, { 'a/b': flag }), { 'a/b': 1 }, '/a~1b: expected true or false, got a number'],
    ['an object', objectOf({}, { a: flag }), {}, undefined],
    ['an object', objectOf({}), [], '/: expected an object, got an array'],
    ['a map', mapOf(listOf(count)), { a: [1], b: ['x'] }, '/b/0: expected a whole number, got a string'],
    ['a map', mapOf(count), null, '/: expected an object, got null'],
  ])('of %s', (_, shape, value, fault) => {
    expect(shape(value, '')).toBe(fault);
  });
});
