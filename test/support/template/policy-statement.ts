import { matchesGlob } from '../../../shared/json/glob.ts';
import { listed } from './template.ts';

type Values = string | readonly string[];

/** A statement of a policy, all intrinsic functions in it resolved. */
export interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: Values;
  readonly Resource: Values;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
}

/** A call as IAM judges it: keys that are not there have no values. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

type Test = (value: string, operand: string) => boolean;

const equals: Test = (value, operand) => value === operand;
const isLike: Test = matchesGlob;
/** `not`: the condition holds where no operand matches, and where the key is not there. */
const operators: Readonly<Record<string, { readonly test: Test; readonly not: boolean }>> = {
  StringEquals: { test: equals, not: false },
  StringNotEquals: { test: equals, not: true },
  StringLike: { test: isLike, not: false },
  ArnEquals: { test: isLike, not: false },
  ArnNotEquals: { test: isLike, not: true },
};

/**
 * Whether IAM allows a call: by a statement of either policy, and by no denial in any. Both are in one account, and the
 * caller is one whom the statements' principals, everybody, include. Throws on an operator that it does not know.
 * Source: IAM User Guide, policy evaluation logic, condition operators, set operators.
 */
export function isAllowed(call: Call, statements: readonly Statement[]): boolean {
  const effects = statements.filter((statement) => applies(statement, call)).map(({ Effect }) => Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

function applies({ Principal, Action, Resource, Condition = {} }: Statement, call: Call): boolean {
  if (Principal !== undefined && Principal !== '*') throw new Error('no such principal here');
  const results = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, operands]) => holds(operator, call.keys[key] ?? [], listed(operands))),
  );
  return listed(Action).includes(call.action) && isOf(call.resource, Resource) && results.every(Boolean);
}

function isOf(resource: string, resources: Values): boolean {
  return listed(resources).some((one) => isLike(resource, one));
}

function holds(operator: string, values: readonly string[], operands: readonly string[]): boolean {
  if (operator === 'Null') return operands.includes(String(values.length === 0));
  const [name = '', set] = operator.split(':').reverse();
  const { test, not } = operators[name] ?? unknown(operator);
  const one = (value: string) => operands.some((operand) => test(value, operand)) !== not;
  switch (set) {
    case 'ForAllValues':
      return values.every(one);
    case 'ForAnyValue':
      return values.some(one);
    case undefined:
      if (values.length > 1) throw new Error(`\`${operator}\` takes one value`);
      return values.length === 0 ? not : values.every(one);
    default:
      return unknown(operator);
  }
}

function unknown(operator: string): never {
  throw new Error(`no such operator here: \`${operator}\``);
}
