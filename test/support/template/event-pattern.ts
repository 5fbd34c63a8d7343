import { type Fields, isObject } from '../../../shared/json/value.ts';

/**
 * Whether EventBridge matches an event, for the operators that the templates use: a value, `prefix`, `suffix` and
 * `exists`.
 * Throws on any other, wherever in the pattern it is.
 * Source: EventBridge User Guide, comparison operators for event patterns.
 */
export function matchesPattern(pattern: Fields, event: Fields): boolean {
  const results = Object.entries(pattern).map(([field, expected]) => {
    const actual = event[field];
    if (Array.isArray(expected)) return matchesAny(expected, Array.isArray(actual) ? actual : [actual]);
    return matchesPattern(expected as Fields, isObject(actual) ? actual : {});
  });
  return results.every(Boolean);
}

function matchesAny(expected: readonly unknown[], values: readonly unknown[]): boolean {
  const results = expected.flatMap((matcher) => values.map((value) => matchesValue(matcher, value)));
  return results.some(Boolean);
}

function matchesValue(matcher: unknown, value: unknown): boolean {
  if (!isObject(matcher)) return matcher === value;
  const [[operator, operand] = [], ...more] = Object.entries(matcher);
  const expected = operator === 'exists' ? 'boolean' : 'string';
  if (more.length > 0 || typeof operand !== expected)
    throw new Error(`cannot read \`${JSON.stringify(matcher)}\``);
  switch (operator) {
    case 'prefix':
      return typeof value === 'string' && value.startsWith(String(operand));
    case 'suffix':
      return typeof value === 'string' && value.endsWith(String(operand));
    case 'exists':
      return (value !== undefined) === operand;
    default:
      throw new Error(`no such operator here: \`${operator}\``);
  }
}
