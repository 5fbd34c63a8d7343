import { describe, expect, it } from 'vitest';
import { asDraft4 } from '../../tools/template/draft-4-schema.ts';

const $schema = 'http://json-schema.org/draft-04/schema#';

describe('a schema in the words of draft 4', () => {
  it('has neither constants nor dates', () => {
    const properties = { version: { const: '1' }, day: { type: 'string', format: 'date' } };
    expect(asDraft4({ properties })).toEqual({
      $schema,
      properties: {
        version: { enum: ['1'] },
        day: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
      },
    });
  });

  it('says nothing that only people read', () => {
    const node = { title: 'A', description: 'What it is.', default: 1, minimum: 0 };
    expect(asDraft4({ $id: 'a', $schema: '2020-12', ...node, items: node })).toEqual({
      $schema,
      minimum: 0,
      items: { minimum: 0 },
    });
  });

  it('keeps members whose names are keywords', () => {
    const properties = {
      default: { type: 'string' },
      const: { type: 'string' },
      $schema: { type: 'string' },
    };
    expect(asDraft4({ properties })).toEqual({ $schema, properties });
  });

  it('looks into what further members may be', () => {
    expect(asDraft4({ additionalProperties: { additionalProperties: false, const: 1 } })).toEqual({
      $schema,
      additionalProperties: { additionalProperties: false, enum: [1] },
    });
  });

  it.each([
    [{ $ref: '#/$defs/a' }, '`$ref` at /$ref'],
    [{ properties: { a: { items: { oneOf: [] } } } }, '`oneOf` at /properties/a/items/oneOf'],
    [{ format: 'date-time' }, '`format` at /format'],
    [{ exclusiveMinimum: 0 }, '`exclusiveMinimum` at /exclusiveMinimum'],
    [{ items: [{ type: 'string' }] }, '`items` at /items'],
  ])('is refused for what may mean something else there: %j', (schema, place) => {
    expect(() => asDraft4(schema)).toThrow(place);
  });
});
