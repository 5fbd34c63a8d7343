import { parseJson } from '../json/parse.ts';
import { type Fields, isObject, typeName } from '../json/value.ts';
import { type ActionPattern, actionPattern } from './action-pattern.ts';
import { TooComplexError } from './budget.ts';
import { holdsReserved, literally, type Pattern, pattern } from './pattern.ts';

/** Actions or resources: those that one of the patterns matches, or, negated, all others. */
export interface Patterns<One extends Pattern = Pattern> {
  readonly list: readonly One[];
  readonly negated: boolean;
  /** It names nothing at all. */
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

/** A text or value that is no policy document; the message says why, and of it no more than the name of an element. */
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

/**
 * Reads an identity policy: the value itself, its JSON, or its URL-encoded JSON (RFC 3986), as the IAM API gives it.
 * Throws {@link NotAPolicyError}. Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
export function parsePolicyDocument(document: unknown): PolicyDocument {
  const value = typeof document === 'string' ? readDocument(document) : document;
  if (!isObject(value)) throw new NotAPolicyError(`expected an object, got ${typeName(value)}`);
  requireKnown(value, documentElements);
  if (!versions.has(value.Version))
    throw new NotAPolicyError('`Version` is neither 2012-10-17 nor 2008-10-17');
  if (value.Statement === undefined) throw new NotAPolicyError('lacks `Statement`');
  const statements = Array.isArray(value.Statement) ? value.Statement : [value.Statement];
  const allows: Statement[] = [];
  const denies: Statement[] = [];
  for (let index = 0; index < statements.length; index++) {
    const read = readStatement(statements[index], index, value.Version === '2012-10-17');
    if (read.effect === 'Allow') allows.push(read);
    else if (read.holdsAlways) denies.push(read);
  }
  return { allows, denies };
}

/** A policy as JSON: the IAM API gives it URL-encoded. Throws URIError where the encoding is broken. */
export function policyText(source: unknown): string {
  if (typeof source !== 'string') return JSON.stringify(source);
  return /^(?:\s|%0[9ad]|%20)*%7B/i.test(source) ? decodeURIComponent(source) : source;
}

function readDocument(text: string): unknown {
  try {
    return parseJson(policyText(text));
  } catch {
    throw new NotAPolicyError('neither JSON nor URL-encoded JSON');
  }
}

function readStatement(statement: unknown, index: number, knowsVariables: boolean) {
  if (!isObject(statement))
    throw new NotAPolicyError(`statement ${index + 1}: expected an object, got ${typeName(statement)}`);
  try {
    return readElements(statement, index, knowsVariables);
  } catch (error) {
    if (!(error instanceof NotAPolicyError)) throw error;
    throw new NotAPolicyError(`statement ${index + 1}: ${error.message}`);
  }
}

function readElements(statement: Fields, index: number, knowsVariables: boolean) {
  requireKnown(statement, statementElements);
  const { Sid: sid, Effect: effect, Condition: condition } = statement;
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new NotAPolicyError(`\`Effect\` is neither Allow nor Deny`);
  if (condition !== undefined && !isObject(condition))
    throw new NotAPolicyError(`\`Condition\`: expected an object, got ${typeName(condition)}`);
  const actions = textsOf(statement, 'Action', 'NotAction');
  const resources = textsOf(statement, 'Resource', 'NotResource');
  return {
    name: typeof sid === 'string' && sid !== '' ? sid : `#${index + 1}`,
    effect,
    holdsAlways:
      effect === 'Deny' && isUnconditional(condition) && !(knowsVariables && resources.some(holdsVariable)),
    actions: actionsOf(actions, statement.NotAction !== undefined),
    resources: new ResourcePatterns(resources, statement.NotResource !== undefined, knowsVariables),
  };
}

function actionsOf(texts: readonly string[], negated: boolean): Patterns<ActionPattern> {
  // Of many lists: one that grows by `push` has room for 17 at its first.
  const list = texts.map(actionPattern);
  for (const { isReserved } of list)
    if (isReserved) throw new NotAPolicyError('an action holds a character that IAM does not take');
  return { list, negated, isEmpty: list.length === 0 };
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

  constructor(texts: readonly string[], negated: boolean, knowsVariables: boolean) {
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
    if (this.#texts.some(holdsReserved))
      throw new TooComplexError('a resource holds a character that IAM does not take');
    if (!this.#knowsVariables) return this.#texts.map(pattern);
    const certain = this.negated ? this.#texts.filter((text) => !holdsVariable(text)) : this.#texts;
    return certain.map((text) => pattern(replaceVariables(text, valueOfVariable)));
  }
}

function holdsVariable(text: string): boolean {
  let found = false;
  replaceVariables(text, (name) => {
    found ||= !isCharacter(name);
    return '';
  });
  return found;
}

/** `${*}`, `${?}` and `${$}` are these characters themselves. */
function isCharacter(name: string): boolean {
  return name === '*' || name === '?' || name === '$';
}

function valueOfVariable(name: string): string {
  return isCharacter(name) ? literally(name) : '*';
}

/** Goes through the text once, however many `${` nothing closes. */
function replaceVariables(text: string, replace: (name: string) => string): string {
  let replaced = '';
  let at = 0;
  for (let start = text.indexOf('${'); start !== -1; start = text.indexOf('${', at)) {
    const end = text.indexOf('}', start);
    if (end === -1) break;
    replaced += text.slice(at, start) + replace(text.slice(start + 2, end));
    at = end + 1;
  }
  return replaced + text.slice(at);
}

/**
 * The texts of an element, or of the one that negates it. An empty list is none of them (IAM Access Analyzer, "Empty
 * array action": it does not affect the policy). Nothing says what an empty `NotAction` or `NotResource` means to IAM.
 */
function textsOf(statement: Fields, name: string, negatedName: string): readonly string[] {
  const negated = statement[negatedName] !== undefined;
  if (negated === (statement[name] !== undefined))
    throw new NotAPolicyError(`expected either \`${name}\` or \`${negatedName}\``);
  const element = negated ? negatedName : name;
  const value = statement[element];
  const texts = Array.isArray(value) ? value : [value];
  if (negated && texts.length === 0) throw new NotAPolicyError(`\`${element}\` is empty`);
  for (const text of texts) {
    if (typeof text !== 'string')
      throw new NotAPolicyError(`\`${element}\`: expected text, got ${typeName(text)}`);
  }
  return texts;
}

function requireKnown(value: Fields, names: ReadonlySet<string>): void {
  for (const name in value) {
    if (names.has(name)) continue;
    throw new NotAPolicyError(
      /^[A-Za-z]{1,40}$/.test(name) ? `unknown element \`${name}\`` : 'unknown element',
    );
  }
}
