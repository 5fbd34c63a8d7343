import type { ErrorObject } from 'ajv';
import { describe, expect, it } from 'vitest';
import { pointerSegment, schemaFaults } from '../../shared/json/schema-faults.ts';

function ajvError(delta: Partial<ErrorObject>): ErrorObject {
  return {
    keyword: 'type',
    instancePath: '/task',
    schemaPath: '#',
    params: {},
    message: 'must be object',
    ...delta,
  };
}

describe('schemaFaults', () => {
  it.each([
    ['nothing', undefined],
    ['no errors', []],
    ['null', null],
  ])('has no faults for %s', (_, errors) => {
    expect(schemaFaults(errors)).toEqual([]);
  });

  it.each<[string, Partial<ErrorObject>, { pointer: string; detail: string }]>([
    ['a wrong type', {}, { pointer: '/task', detail: 'must be object' }],
    ['an error without a message', { message: '' }, { pointer: '/task', detail: '' }],
    [
      'an unknown property',
      { keyword: 'additionalProperties', params: { additionalProperty: 'colour' } },
      { pointer: '/task/colour', detail: 'is not a known property' },
    ],
    [
      'a property that looks like a secret',
      { keyword: 'additionalProperties', params: { additionalProperty: 'a/sessionToken~' } },
      {
        pointer: '/task/a~1sessionToken~0',
        detail: 'is refused: it looks like a secret, and a submission never holds one',
      },
    ],
    [
      'a missing property',
      { keyword: 'required', params: { missingProperty: 'name' } },
      { pointer: '/task', detail: 'lacks the required property `name`' },
    ],
    [
      'a value out of a list',
      { keyword: 'enum', params: { allowedValues: ['a', 'b'] } },
      { pointer: '/task', detail: 'expected one of ["a","b"]' },
    ],
    [
      'another constant',
      { keyword: 'const', params: { allowedValue: '1' } },
      { pointer: '/task', detail: 'expected "1"' },
    ],
    [
      'a property whose name is refused',
      { keyword: 'propertyNames', params: { propertyName: 'x\ny' }, message: 'property name must be valid' },
      { pointer: '/task/x�y', detail: 'property name must be valid' },
    ],
    [
      'a path with control characters',
      { instancePath: '/connections/\u001b[31m/type' },
      { pointer: '/connections/�[31m/type', detail: 'must be object' },
    ],
    [
      'a path with an absurdly long name',
      { instancePath: `/connections/${'x'.repeat(201)}/type` },
      { pointer: `/connections/${'x'.repeat(200)}…/type`, detail: 'must be object' },
    ],
  ])('names %s', (_, error, fault) => {
    expect(schemaFaults([ajvError(error)])).toEqual([fault]);
  });

  it('says of an error without a message at least that the value is not valid', () => {
    const { message: _, ...silent } = ajvError({});
    expect(schemaFaults([silent])).toEqual([{ pointer: '/task', detail: 'is not valid' }]);
  });

  it('lists fifty faults, and how many there are', () => {
    const errors = (count: number) => Array.from({ length: count }, () => ajvError({}));
    expect(schemaFaults(errors(50))).toHaveLength(50);
    const cut = schemaFaults(errors(51));
    expect(cut).toHaveLength(51);
    expect(cut.at(-1)).toEqual({ pointer: '', detail: 'has 51 faults, 50 are listed' });
  });
});

describe('pointerSegment', () => {
  it.each([
    ['a plain name', 'redshift', 'redshift'],
    ['a tilde and a slash', 'a~b/c', 'a~0b~1c'],
    ['what looks escaped already', '~1', '~01'],
    ['control characters', 'a\u0000b\u009fc', 'a�b�c'],
    ['half a surrogate pair', 'a\ud800', 'a�'],
    ['200 characters', 'x'.repeat(200), 'x'.repeat(200)],
    ['more than 200 characters', 'x'.repeat(201), `${'x'.repeat(200)}…`],
  ])('writes %s', (_, name, segment) => {
    expect(pointerSegment(name)).toBe(segment);
  });
});
