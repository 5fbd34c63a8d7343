import { parseJson } from '../json/parse.ts';
import { type Fields, isObject, typeName } from '../json/value.ts';
import { type ActionPattern, actionPattern } from './action-pattern.ts';
import { holdsReserved, literally, type Pattern, pattern } from './pattern.ts';

/** Actions or resources: those that one of the patterns matches, or, negated, all others. */
export interface Patterns<One extends Pattern = Pattern> {
  readonly list: readonly One[];
  readonly negated: boolean;
  /** No patterns: nothing, or, negated, everything. */
  readonly isEmpty: boolean;
}

/** A statement of an identity policy, as far as it decides whether there is access at all. */
export interface Statement {
  /** Its `Sid`, else its place in the document: `#1` is the first. */
  readonly name: string;
  readonly actions: Patterns<ActionPattern>;
  readonly resources: Patterns;
}

/**
 * What a policy document does in some request context (G1). Every Allow counts, conditional or not. Of the Deny
 * statements only those that hold in every context: without a condition and without policy variables, for where IAM
 * cannot resolve a variable the statement may not apply.
 */
export interface PolicyDocument {
  readonly allows: readonly Statement[];
  readonly denies: readonly Statement[];
}

/** A text or value that is no policy document; the message says why and echoes nothing of it. */
export class NotAPolicyError extends Error {
  override readonly name = 'NotAPolicyError';
}

const documentElements: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement']);
const statementElements: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
/** Policies without a version are of the older one, which knows no variables. */
const versions: ReadonlySet<unknown> = new Set([undefined, '2008-10-17', '2012-10-17']);
const variables = /\$\{[^}]*\}/g;

/**
 * Reads an identity policy: the value itself, its JSON, or its URL-encoded JSON (RFC 3986), as the IAM API gives it.
 * Throws {@link NotAPolicyError}. Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
export function parsePolicyDocument(document: unknown): PolicyDocument {
  const value = typeof document === 'string' ? readDocument(document) : document;
  if (!isObject(value)) throw new NotAPolicyError(`expected an object, got ${typeName(value)}`);
  requireKnown(value, documentElements, () => '');
  if (!versions.has(value.Version))
    throw new NotAPolicyError('`Version` is neither 2012-10-17 nor 2008-10-17');
  if (value.Statement === undefined) throw new NotAPolicyError('lacks `Statement`');
  const statements = Array.isArray(value.Statement) ? value.Statement : [value.Statement];
  const allows: Statement[] = [];
  const denies: Statement[] = [];
  statements.forEach((statement: unknown, index) => {
    const at = () => `statement ${index + 1}: `;
    if (!isObject(statement))
      throw new NotAPolicyError(`${at()}expected an object, got ${typeName(statement)}`);
    const read = readStatement(statement, index, at, value.Version === '2012-10-17');
    if (read.effect === 'Allow') allows.push(read);
    else if (read.holdsAlways) denies.push(read);
  });
  return { allows, denies };
}

function readDocument(text: string): unknown {
  try {
    return parseJson(/^\s*%7B/i.test(text) ? decodeURIComponent(text) : text);
  } catch {
    throw new NotAPolicyError('neither JSON nor URL-encoded JSON');
  }
}

function readStatement(statement: Fields, index: number, at: () => string, knowsVariables: boolean) {
  requireKnown(statement, statementElements, at);
  const { Sid: sid, Effect: effect, Condition: condition } = statement;
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new NotAPolicyError(`${at()}\`Effect\` is neither Allow nor Deny`);
  if (condition !== undefined && !isObject(condition))
    throw new NotAPolicyError(`${at()}\`Condition\`: expected an object, got ${typeName(condition)}`);
  const action = eitherOf(statement, 'Action', 'NotAction', at);
  const resource = eitherOf(statement, 'Resource', 'NotResource', at);
  return {
    name: typeof sid === 'string' && sid !== '' ? sid : `#${index + 1}`,
    effect,
    holdsAlways: isUnconditional(condition) && !(knowsVariables && resource.texts.some(holdsVariable)),
    actions: actionsOf(action),
    resources: new ResourcePatterns(resource, knowsVariables),
  };
}

function actionsOf({ texts, negated }: Texts): Patterns<ActionPattern> {
  return { list: texts.map(actionPattern), negated, isEmpty: texts.length === 0 };
}

function isUnconditional(condition: Fields | undefined): boolean {
  for (const _ in condition) return false;
  return true;
}

/** Where nothing cuts an Allow it is enough that it names some resource: patterns are made when they are asked for. */
class ResourcePatterns implements Patterns {
  readonly negated: boolean;
  readonly isEmpty: boolean;
  readonly #texts: readonly string[];
  readonly #knowsVariables: boolean;
  #list: readonly Pattern[] | undefined;

  constructor({ texts, negated }: Texts, knowsVariables: boolean) {
    this.negated = negated;
    this.isEmpty = texts.length === 0;
    this.#texts = texts;
    this.#knowsVariables = knowsVariables;
  }

  get list(): readonly Pattern[] {
    this.#list ??= this.#makeList();
    return this.#list;
  }

  /** A variable may be anything. So where an Allow excludes what it makes, anything else may still be meant. */
  #makeList(): Pattern[] {
    if (!this.#knowsVariables) return this.#texts.map(pattern);
    const certain = this.negated ? this.#texts.filter((text) => !holdsVariable(text)) : this.#texts;
    return certain.map((text) => pattern(text.replaceAll(variables, valueOfVariable)));
  }
}

function holdsVariable(text: string): boolean {
  if (!text.includes('${')) return false;
  return text.match(variables)?.some((variable) => valueOfVariable(variable) === '*') ?? false;
}

/** `${*}`, `${?}` and `${$}` are these characters themselves. */
function valueOfVariable(variable: string): string {
  const name = variable.slice(2, -1);
  return name === '*' || name === '?' || name === '$' ? literally(name) : '*';
}

interface Texts {
  readonly texts: readonly string[];
  readonly negated: boolean;
}

/** An empty list is none of them (IAM Access Analyzer, "Empty array action": it does not affect the policy). */
function eitherOf(statement: Fields, name: string, negatedName: string, at: () => string): Texts {
  const negated = statement[negatedName] !== undefined;
  if (negated === (statement[name] !== undefined))
    throw new NotAPolicyError(`${at()}expected either \`${name}\` or \`${negatedName}\``);
  const element = negated ? negatedName : name;
  const value = statement[element];
  const texts = Array.isArray(value) ? value : [value];
  for (const text of texts) {
    if (typeof text !== 'string')
      throw new NotAPolicyError(`${at()}\`${element}\`: expected text, got ${typeName(text)}`);
    if (holdsReserved(text))
      throw new NotAPolicyError(`${at()}\`${element}\` holds a character that IAM does not take`);
  }
  return { texts, negated };
}

function requireKnown(value: Fields, names: ReadonlySet<string>, at: () => string): void {
  for (const name in value) {
    if (!names.has(name)) throw new NotAPolicyError(`${at()}unknown element \`${name.slice(0, 40)}\``);
  }
}
