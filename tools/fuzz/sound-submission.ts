import { readFileSync } from 'node:fs';
import type { Random } from './random.ts';

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

type Part = Record<string, unknown>;

const file = new URL('../../shared/contracts/submission.schema.json', import.meta.url);
const contract: Schema & { readonly $defs: Readonly<Record<string, Schema>> } = JSON.parse(
  readFileSync(file, 'utf8'),
);

/** What strings with a pattern are made of: enough of each kind to be alike and to differ. */
const patterned = [
  ...Array.from({ length: 4 }, (_, index) => `AKIAEXAMPLEEXAMPLE0${index}`),
  'ASIAEXAMPLEEXAMPLE01',
  ...['root', 'user/clean', 'user/loaded', 'role/agent', 'saml-provider/adfs', 'group/x'].map(
    (name) => `arn:aws:iam::123456789012:${name}`,
  ),
  'arn:aws:iam::210987654321:user/clean',
  'arn:aws:sts::123456789012:assumed-role/agent/run-1',
  'arn:aws:sts::123456789012:federated-user/analyst',
  'arn:aws-cn:iam::123456789012:role/path/stage',
  `sha256:${'ab'.repeat(32)}`,
  `sha256:${'cd'.repeat(32)}`,
  'nightly/orders:2026-10-01@1',
];
const texts = [
  'stage',
  's3://stage/in',
  'lake',
  '$bucket',
  'eu-central-1',
  'Europe (Frankfurt)',
  'Nirgendwo',
  'AWS_IAM_ROLE=default',
  "KMS_KEY_ID='abc';PARALLEL=ON",
  "NULL=';AWS_IAM_ROLE=default",
  'x',
  '',
  '__proto__',
  'constructor',
  'a/b~c',
  '\u0000\u202e\ufeff',
  '😀'.repeat(30),
];

/** A submission that keeps its contract and does not contradict itself where that makes it malformed. */
export function soundSubmission(random: Random): Part {
  const { connection, source, target } = contract.$defs as Record<'connection' | 'source' | 'target', Schema>;
  const connections = new Map<string, Part>();
  for (let left = 1 + random.below(3); left > 0; left--)
    connections.set(random.pick(['redshift', 'lake', 'a/b~c', '😀']), soundPart(connection, random));
  const ids = [...connections.keys()];
  const ends = (schema: Schema) =>
    Array.from({ length: 1 + random.below(3) }, () => ({
      ...soundPart(schema, random),
      connection: random.pick(ids),
    }));
  return {
    ...partOf(contract, random, ['connections', 'sources', 'targets']),
    connections: Object.fromEntries(connections),
    sources: ends(source),
    targets: ends(target),
  };
}

/** A part without a value that is unresolved too, and without a database behind what reaches none. */
function soundPart(schema: Schema, random: Random): Part {
  const part = partOf(schema, random);
  if (part.type !== 'amazon-redshift-v2') delete part.database;
  if (Array.isArray(part.unresolved))
    part.unresolved = part.unresolved.filter((name) => name === 'type' || !Object.hasOwn(part, name));
  return part;
}

/** An object with some of the members that a schema knows. */
function partOf(
  { properties = {}, required = [] }: Schema,
  random: Random,
  without: readonly string[] = [],
): Part {
  const part: Part = {};
  for (const [name, schema] of Object.entries(properties)) {
    if (without.includes(name) || (!required.includes(name) && random.oneIn(2))) continue;
    part[name] = memberOf(schema, random);
  }
  return part;
}

function memberOf(schema: Schema, random: Random): unknown {
  if ('const' in schema) return schema.const;
  if (schema.enum !== undefined) return random.pick(schema.enum);
  switch (schema.type) {
    case 'object':
      return partOf(schema, random);
    case 'array': {
      const { items = {} } = schema;
      return [...new Set(Array.from({ length: random.below(4) }, () => memberOf(items, random)))];
    }
    case 'boolean':
      return random.oneIn(2);
    case 'integer':
      return random.pick([0, 899, 900, 1000, 3600, 7200, 43_201, random.below(schema.maximum ?? 1000)]);
    default:
      return textOf(schema, random);
  }
}

function textOf({ format, pattern, minLength = 0, maxLength = Infinity }: Schema, random: Random): string {
  if (format === 'date-time') return '2026-10-01T07:59:00Z';
  const form = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  const fitting = (form === undefined ? texts : patterned).filter(
    (text) => (form?.test(text) ?? true) && text.length >= minLength && text.length <= maxLength,
  );
  if (fitting.length === 0) throw new Error(`no text here keeps the pattern ${pattern}`);
  return random.pick(fitting);
}
