import { type Fields, isObject } from '../json/value.ts';

/** A pattern of EventBridge that nobody here can match exactly. */
class UnknownPatternError extends Error {
  override readonly name = 'UnknownPatternError';
}

/** Whether an event matches. */
export type Matches = (event: Fields) => boolean;

type MatchesValue = (value: unknown) => boolean;

/**
 * Reads a pattern of EventBridge, for the operators that the templates use: a value, `anything-but` one,
 * `prefix`, `suffix`, `wildcard` and `exists`.
 * Throws {@link UnknownPatternError} on any other, wherever in the pattern it is.
 * Source: EventBridge User Guide, comparison operators for event patterns.
 */
export function eventPattern(pattern: Fields): Matches {
  const parts = Object.entries(pattern).map(([field, expected]): Matches => {
    if (Array.isArray(expected)) {
      const matchesAny = anyOf(expected);
      return (event) => matchesAny(event[field]);
    }
    if (!isObject(expected) || field.startsWith('$')) throw unknown(field);
    const matchesInside = eventPattern(expected);
    return (event) => {
      const inside = event[field];
      return matchesInside(isObject(inside) ? inside : {});
    };
  });
  return (event) => parts.every((matches) => matches(event));
}

/** Of a list in an event, one item has to match. */
function anyOf(expected: readonly unknown[]): MatchesValue {
  const matchers = expected.map(matcherOf);
  return (actual) => {
    const values: readonly unknown[] = Array.isArray(actual) ? actual : [actual];
    return matchers.some((matches) => values.some(matches));
  };
}

function matcherOf(expected: unknown): MatchesValue {
  if (!isObject(expected)) return (value) => value === expected;
  const [[operator, operand] = [], ...more] = Object.entries(expected);
  if (more.length > 0) throw unknown(JSON.stringify(expected));
  if (operator === 'exists' && typeof operand === 'boolean')
    return (value) => (value !== undefined) === operand;
  if (typeof operand !== 'string') throw unknown(JSON.stringify(expected));
  if (operator === 'anything-but') return (value) => value !== undefined && value !== operand;
  if (operator === 'prefix') return (value) => typeof value === 'string' && value.startsWith(operand);
  if (operator === 'suffix') return (value) => typeof value === 'string' && value.endsWith(operand);
  if (operator === 'wildcard') {
    const pattern = wildcard(operand);
    return (value) => typeof value === 'string' && pattern.test(value);
  }
  throw unknown(JSON.stringify(expected));
}

/** `*` stands for any text. A backslash, which takes that from it, is in no pattern here. */
function wildcard(operand: string): RegExp {
  if (operand.includes('\\')) throw unknown(operand);
  const pattern = operand.replaceAll(/[.+?^${}()|[\]]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${pattern}$`, 's');
}

function unknown(what: string): UnknownPatternError {
  return new UnknownPatternError(
    `expected a value, \`anything-but\`, \`prefix\`, \`suffix\`, \`wildcard\` or \`exists\`, got \`${what}\``,
  );
}
