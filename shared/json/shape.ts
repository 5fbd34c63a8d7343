import { pointerSegment } from './schema-faults.ts';
import { isObject, typeName } from './value.ts';

/** Looks at a parsed JSON value. Returns its first fault, by a JSON Pointer and without the value; `undefined` for none. */
export type Shape = (value: unknown, pointer: string) => string | undefined;

type Members = Readonly<Record<string, Shape>>;

/** A text, as the pattern wants it where there is one. */
export function text(pattern = /^/, wanted = 'text'): Shape {
  return (value, pointer) =>
    typeof value === 'string' && pattern.test(value) ? undefined : fault(pointer, wanted, value);
}

/** A time as text, ISO 8601. */
export const time: Shape = (value, pointer) =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? undefined : fault(pointer, 'a time', value);

export const count: Shape = (value, pointer) =>
  Number.isSafeInteger(value) ? undefined : fault(pointer, 'a whole number', value);

export const flag: Shape = (value, pointer) =>
  typeof value === 'boolean' ? undefined : fault(pointer, 'true or false', value);

/** One of some values. */
export function oneOf(...values: readonly unknown[]): Shape {
  return (value, pointer) =>
    values.includes(value) ? undefined : fault(pointer, `one of ${values.map(String).join(', ')}`, value);
}

/** A list of items alike. */
export function listOf(item: Shape): Shape {
  return (value, pointer) => {
    if (!Array.isArray(value)) return fault(pointer, 'a list', value);
    return firstFault(value.entries(), () => item, pointer);
  };
}

/** An object that has some members, and may have others; about members that are not named nothing is said. */
export function objectOf(required: Members, optional: Members = {}): Shape {
  return (value, pointer) => {
    if (!isObject(value)) return fault(pointer, 'an object', value);
    const present = Object.keys(optional).filter((name) => value[name] !== undefined);
    const names = [...Object.keys(required), ...present];
    const members = names.map((name) => [name, value[name]] as const);
    return firstFault(members, (name) => required[name] ?? optional[name], pointer);
  };
}

/** An object whose members are all alike. */
export function mapOf(member: Shape): Shape {
  return (value, pointer) =>
    isObject(value)
      ? firstFault(Object.entries(value), () => member, pointer)
      : fault(pointer, 'an object', value);
}

function firstFault<Name extends string | number>(
  members: Iterable<readonly [Name, unknown]>,
  shapeOf: (name: Name) => Shape | undefined,
  pointer: string,
): string | undefined {
  for (const [name, value] of members) {
    const found = shapeOf(name)?.(value, `${pointer}/${pointerSegment(String(name))}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fault(pointer: string, expected: string, value: unknown): string {
  return `${pointer || '/'}: expected ${expected}, got ${typeName(value)}`;
}
