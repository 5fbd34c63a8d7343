import { parseTime } from '../cloudtrail/time.ts';
import resultSchema from '../contracts/result.schema.json' with { type: 'json' };
import type { GetRequest } from './get-request.ts';

const defaultLimit = 50;
const mostOnAPage = 100;
const longestText = 2048;
const { ruleId, severity, violation } = resultSchema.$defs;

/** What is wrong with a parameter; never its value. */
export interface ParameterFault {
  readonly parameter: string;
  readonly detail: string;
}

/** A parameter of a list: what a value has to be, as JSON Schema says it, and how it is read. */
interface Parameter {
  readonly description: string;
  readonly schema: object;
  readonly expected: string;
  /** `undefined` where it is none. */
  readonly read: (text: string) => string | number | undefined;
}

function oneOf(values: readonly string[], description: string): Parameter {
  const read = (text: string) => (values.includes(text) ? text : undefined);
  return { description, schema: { enum: values }, expected: `one of ${values.join(', ')}`, read };
}

function matching(pattern: RegExp, expected: string, description: string): Parameter {
  const read = (text: string) => (pattern.test(text) ? text : undefined);
  return { description, schema: { type: 'string', pattern: pattern.source }, expected, read };
}

function text(description: string): Parameter {
  return {
    description,
    schema: { type: 'string', minLength: 1, maxLength: longestText },
    expected: `a text of 1 to ${longestText} characters`,
    read: (value) => (value.length > 0 && value.length <= longestText ? value : undefined),
  };
}

function time(description: string): Parameter {
  return {
    description,
    schema: { type: 'string', format: 'date-time' },
    expected: 'a time, ISO 8601',
    read: (value) => {
      const seconds = parseTime(value);
      return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString();
    },
  };
}

/** The parameters of `GET /v1/violations` and `GET /v1/findings`. */
export const listingParameters = {
  rule: oneOf(ruleId.enum, 'Those of a rule.'),
  severity: oneOf(severity.enum, 'Those of a severity.'),
  status: oneOf(violation.properties.status.enum, 'Those of a status.'),
  account: matching(/^\d{12}$/, '12 digits', 'Those of an account.'),
  requester: text('Those of a requester, by the name that `subject.requester` has.'),
  task: text('Those of a task, by its name or id.'),
  from: time('Those that were observed at this time or later.'),
  to: time('Those that were observed before this time.'),
  limit: {
    description: 'How many are on a page at most.',
    schema: { type: 'integer', minimum: 1, maximum: mostOnAPage, default: defaultLimit },
    expected: `a number from 1 to ${mostOnAPage}`,
    read: (value) => (/^[1-9]\d?$|^100$/.test(value) ? Number(value) : undefined),
  },
  cursor: matching(/^[\w-]{1,200}$/, 'what `next` said', 'Where the page before ended: its `next`.'),
} as const satisfies Readonly<Record<string, Parameter>>;

type ParameterName = keyof typeof listingParameters;

/** A list that is asked for. */
export interface ListingQuery {
  readonly sought: {
    readonly ruleId?: string | undefined;
    readonly severity?: string | undefined;
    readonly status?: string | undefined;
    readonly accountId?: string | undefined;
    readonly requester?: string | undefined;
    readonly task?: string | undefined;
    readonly from?: string | undefined;
    readonly to?: string | undefined;
  };
  readonly limit: number;
  readonly after: string | undefined;
}

/** What a list holds, by the letter that its ids begin with. */
export type ListedKind = 'v' | 'f';

/** Reads the parameters of a list, or says what is wrong with each: a name that nobody knows would ask for too much. */
export function readListingQuery(
  { multiValueQueryStringParameters: given }: Pick<GetRequest, 'multiValueQueryStringParameters'>,
  kind: ListedKind,
): ListingQuery | { readonly faults: readonly ParameterFault[] } {
  const faults: ParameterFault[] = [];
  const values = new Map<string, string | number>();
  for (const [name, [value = '', ...others] = []] of Object.entries(given ?? {})) {
    const parameter = isParameter(name) ? listingParameters[name] : undefined;
    const read = name === 'cursor' ? placeOfCursor(value, kind) : parameter?.read(value);
    if (parameter === undefined)
      faults.push({ parameter: name.slice(0, 64), detail: 'is no parameter of this list' });
    else if (others.length > 0) faults.push({ parameter: name, detail: 'expected once' });
    else if (read === undefined) faults.push({ parameter: name, detail: `expected ${parameter.expected}` });
    else values.set(name, read);
  }
  if (faults.length > 0) return { faults };
  const textOf = (name: ParameterName) => values.get(name)?.toString();
  return {
    sought: {
      ruleId: textOf('rule'),
      severity: textOf('severity'),
      status: textOf('status'),
      accountId: textOf('account'),
      requester: textOf('requester'),
      task: textOf('task'),
      from: textOf('from'),
      to: textOf('to'),
    },
    limit: Number(values.get('limit') ?? defaultLimit),
    after: textOf('cursor'),
  };
}

function isParameter(name: string): name is ParameterName {
  return Object.hasOwn(listingParameters, name);
}

/** The cursor of a place. It holds nothing that the page did not show, and needs no seal: whoever makes one up pages from there. */
export function cursorOf(place: string): string {
  return Buffer.from(place).toString('base64url');
}

const places: Readonly<Record<ListedKind, RegExp>> = {
  v: /^\d{4}-\d\d(-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#v1-[0-9a-z]{26,64})?$/,
  f: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#f1-[0-9a-z]{26,64}$/,
};

function placeOfCursor(cursor: string, kind: ListedKind): string | undefined {
  const place = Buffer.from(cursor, 'base64url').toString();
  return cursorOf(place) === cursor && places[kind].test(place) ? place : undefined;
}
