import { readFileSync } from 'node:fs';
import fc from 'fast-check';

/** A JSON Schema, as far as the contract of submissions uses it. */
interface Schema {
  readonly $ref?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

const file = 'shared/contracts/submission.schema.json';
const contract: Schema & { readonly $defs: Readonly<Record<string, Schema>> } = JSON.parse(
  readFileSync(file, 'utf8'),
);

/** Names and texts that do harm where somebody is careless. */
const harmful = fc.constantFrom('__proto__', 'constructor', 'a/b~c', '\u0000', '\u202e', 'x'.repeat(100));
const text = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), harmful);
const { connection, source, target } = contract.$defs as Record<'connection' | 'source' | 'target', Schema>;
const connections = fc.uniqueArray(fc.tuple(fc.oneof(text, fc.constant('lake')), objectOf(connection)), {
  minLength: 1,
  maxLength: 3,
  selector: ([id]) => id,
});
/** Sources or targets; the connection of each is the number of one. */
const ends = (schema: Schema) =>
  fc.array(objectOf(schema, { connection: fc.nat({ max: 5 }) }), { minLength: 1, maxLength: 3 });

/** Submissions that keep their contract and do not contradict themselves, with whatever it takes. */
export const soundSubmissions: fc.Arbitrary<object> = fc
  .tuple(
    objectOf(contract, { connections: fc.constant({}), sources: ends(source), targets: ends(target) }),
    connections,
  )
  .map(([submission, all]) => {
    const connected = (one: { readonly connection: number }) =>
      consistent({ ...one, connection: all[one.connection % all.length]?.[0] });
    const { sources, targets } = submission as Record<'sources' | 'targets', { connection: number }[]>;
    return {
      ...submission,
      connections: fromEntries(all.map(([id, one]) => [id, consistent(one)])),
      sources: sources.map(connected),
      targets: targets.map(connected),
    };
  });

/**
 * A part without what contradicts itself: a value that is unresolved too, a database behind what reaches none, the ARN of
 * nobody.
 */
function consistent(part: object): object {
  const { unresolved, database, ...rest } = named(part) as {
    unresolved?: string[];
    database?: object;
    type?: string;
  };
  const hasDatabase = database !== undefined && rest.type === 'amazon-redshift-v2';
  const whole = { ...rest, ...(hasDatabase && { database: named(database) }) };
  const open = unresolved?.filter((name) => name === 'type' || !Object.hasOwn(whole, name));
  return { ...whole, ...(open && { unresolved: open }) };
}

function named(part: { readonly principalArn?: string }): object {
  const { principalArn, ...rest } = part;
  return principalArn !== undefined && /::\d{12}:[^/]+(\/.+)?$/.test(principalArn) ? part : rest;
}

function objectOf(
  { properties = {}, required = [] }: Schema,
  given: Readonly<Record<string, fc.Arbitrary<unknown>>> = {},
): fc.Arbitrary<object> {
  const members: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [name, schema] of Object.entries(properties)) members[name] = given[name] ?? memberOf(schema);
  return fc.record(members, { requiredKeys: [...required] });
}

function memberOf(schema: Schema): fc.Arbitrary<unknown> {
  const { minimum: min = 0, maximum: max = 1e9, maxLength = Infinity } = schema;
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.type === 'object') return objectOf(schema);
  if (schema.items !== undefined) return fc.uniqueArray(memberOf(schema.items), { maxLength: 3 });
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer') return fc.integer({ min, max });
  if (schema.format === 'date-time') return fc.constant('2026-10-01T07:59:00Z');
  if (schema.type !== 'string')
    throw new Error(`${file}: nothing is made here for ${JSON.stringify(schema)}`);
  const values = schema.pattern === undefined ? text : fc.stringMatching(new RegExp(schema.pattern));
  return values.filter(({ length }) => length <= maxLength);
}

/** Also where a name is `__proto__`. */
function fromEntries(entries: readonly (readonly [string, object])[]): object {
  const members = entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return JSON.parse(`{${members.join()}}`);
}
