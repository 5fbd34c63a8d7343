import { type Fields, isObject } from '../../shared/json/value.ts';

/** Keywords that mean the same in both drafts, and hold no schemas. */
const same = ['enum', 'minItems', 'minLength', 'minProperties', 'minimum', 'pattern', 'required', 'type'];
const annotations = ['$schema', '$id', 'title', 'description', 'default'];

/**
 * A schema of JSON Schema 2020-12 in the words of draft 4, the only one that AWS AppConfig takes. Annotations go, and
 * a `date` becomes its pattern, by which it need not be a day of the calendar. Throws at a keyword that this function
 * does not know, and names its place.
 */
export function asDraft4(schema: Fields): Fields {
  return { $schema: 'http://json-schema.org/draft-04/schema#', ...converted(schema, '') };
}

function converted(schema: Fields, pointer: string): Fields {
  const words = Object.entries(schema).filter(([word]) => !annotations.includes(word));
  return Object.fromEntries(words.map(([word, value]) => inDraft4(word, value, `${pointer}/${word}`)));
}

function inDraft4(word: string, value: unknown, pointer: string): [string, unknown] {
  if (same.includes(word)) return [word, value];
  if (word === 'const') return ['enum', [value]];
  if (word === 'format' && value === 'date') return ['pattern', '^\\d{4}-\\d{2}-\\d{2}$'];
  if (word === 'additionalProperties' && typeof value === 'boolean') return [word, value];
  if (isObject(value)) {
    if (word === 'items' || word === 'additionalProperties') return [word, converted(value, pointer)];
    if (word === 'properties') return [word, members(value, pointer)];
  }
  throw new Error(`expected keywords that draft 4 has too, got \`${word}\` at ${pointer}`);
}

function members(schemas: Fields, pointer: string): Fields {
  const entries = Object.entries(schemas).map(([name, schema]) => {
    return [name, converted(schema as Fields, `${pointer}/${name}`)] as const;
  });
  return Object.fromEntries(entries);
}
