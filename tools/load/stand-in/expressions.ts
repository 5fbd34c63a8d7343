import { isDeepStrictEqual } from 'node:util';

/** An attribute's value as DynamoDB's JSON has it, such as `{"S": "text"}`. */
export type AttributeValue = Readonly<Record<string, unknown>>;

export type Item = Readonly<Record<string, AttributeValue>>;

/** What the placeholders of an expression stand for. */
export interface Placeholders {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
}

/** An expression that is none, or of a part of DynamoDB's language that the stand-in does not speak. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

type Condition = (item: Item, placeholders: Placeholders) => boolean;
type Operand = (item: Item, placeholders: Placeholders) => AttributeValue | undefined;
type Order = (one: number | string, other: number | string) => boolean;

const orders: Readonly<Record<string, Order>> = {
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
};
const compiled = new Map<string, Condition>();

/** Whether a `ConditionExpression` holds of an item; of an empty one where there is none. Throws {@link ExpressionError}. */
export function holds(expression: string | undefined, item: Item = {}, placeholders: Placeholders): boolean {
  if (expression === undefined) return true;
  const condition = compiled.get(expression) ?? compile(expression);
  compiled.set(expression, condition);
  return condition(item, placeholders);
}

/** An item as an `UpdateExpression` of `SET` and `ADD` leaves it. Throws {@link ExpressionError}. */
export function updated(expression: string, item: Item, placeholders: Placeholders): Item {
  const tokens = tokensOf(expression);
  const after: Record<string, AttributeValue> = { ...item };
  while (tokens.length > 0) {
    const clause = tokens.shift() ?? '';
    do Object.assign(after, assignment(clause, tokens, { item, placeholders }));
    while (tokens[0] === ',' && tokens.shift());
  }
  return after;
}

function assignment(
  clause: string,
  tokens: string[],
  { item, placeholders }: { readonly item: Item; readonly placeholders: Placeholders },
): Item {
  if (clause !== 'SET' && clause !== 'ADD') throw new ExpressionError('expected SET or ADD');
  const name = nameOf(tokens.shift() ?? '', placeholders);
  if (clause === 'SET') expect(tokens, '=');
  const value = placeheld(tokens.shift() ?? '', placeholders);
  if (clause === 'SET') return { [name]: value };
  return { [name]: { N: String(Number(item[name]?.N ?? 0) + Number(value.N)) } };
}

function compile(expression: string): Condition {
  const tokens = tokensOf(expression);
  const condition = alternatives(tokens);
  if (tokens.length > 0) throw new ExpressionError(`unexpected ${tokens[0]}`);
  return condition;
}

function tokensOf(expression: string): string[] {
  return [...(expression.match(/[(),]|<=|>=|<>|[=<>]|[#:]?\w+|\S/g) ?? [])];
}

function alternatives(tokens: string[]): Condition {
  const parts = [conjunction(tokens)];
  while (tokens[0] === 'OR') parts.push(conjunction(withoutFirst(tokens)));
  return (item, placeholders) => parts.some((part) => part(item, placeholders));
}

function conjunction(tokens: string[]): Condition {
  const parts = [comparison(tokens)];
  while (tokens[0] === 'AND') parts.push(comparison(withoutFirst(tokens)));
  return (item, placeholders) => parts.every((part) => part(item, placeholders));
}

function comparison(tokens: string[]): Condition {
  const first = tokens.shift() ?? '';
  if (first === '(') {
    const inner = alternatives(tokens);
    expect(tokens, ')');
    return inner;
  }
  if (/^attribute_(?:not_)?exists$/.test(first)) return existence(tokens, first === 'attribute_exists');
  const sign = tokens.shift() ?? '';
  return comparing(operandOf(first), sign, operandOf(tokens.shift() ?? ''));
}

function existence(tokens: string[], wanted: boolean): Condition {
  expect(tokens, '(');
  const operand = operandOf(tokens.shift() ?? '');
  expect(tokens, ')');
  return (item, placeholders) => (operand(item, placeholders) !== undefined) === wanted;
}

/** An attribute that is not there, or is of another type, compares with nothing. */
function comparing(one: Operand, sign: string, other: Operand): Condition {
  const order = orders[sign];
  if (order === undefined && sign !== '=' && sign !== '<>')
    throw new ExpressionError(`unexpected ${sign || 'end'}`);
  return (item, placeholders) => {
    const [left, right] = [one(item, placeholders), other(item, placeholders)];
    if (order === undefined) return isDeepStrictEqual(left, right) === (sign === '=');
    if (left?.N !== undefined && right?.N !== undefined) return order(Number(left.N), Number(right.N));
    return typeof left?.S === 'string' && typeof right?.S === 'string' && order(left.S, right.S);
  };
}

function operandOf(token: string): Operand {
  if (!/^[#:]?\w+$/.test(token)) throw new ExpressionError(`unexpected ${token || 'end'}`);
  if (token.startsWith(':')) return (_, placeholders) => placeheld(token, placeholders);
  return (item, placeholders) => item[nameOf(token, placeholders)];
}

function nameOf(token: string, { ExpressionAttributeNames = {} }: Placeholders): string {
  const name = token.startsWith('#') ? ExpressionAttributeNames[token] : token;
  if (name === undefined || !/^\w+$/.test(name)) throw new ExpressionError(`unexpected ${token || 'end'}`);
  return name;
}

function placeheld(token: string, { ExpressionAttributeValues = {} }: Placeholders): AttributeValue {
  const value = ExpressionAttributeValues[token];
  if (value === undefined) throw new ExpressionError(`expected a value, got ${token || 'end'}`);
  return value;
}

function expect(tokens: string[], wanted: string): void {
  const token = tokens.shift();
  if (token !== wanted) throw new ExpressionError(`expected ${wanted}, got ${token ?? 'end'}`);
}

function withoutFirst(tokens: string[]): string[] {
  tokens.shift();
  return tokens;
}
