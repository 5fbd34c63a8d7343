import { isObject } from '../../shared/json/value.ts';

/**
 * A JSON value without the members that JSON Pointers name (RFC 6901, without escapes). Throws where one names nothing,
 * so that a text which says what is left out stays true.
 */
export function withoutPointers(value: unknown, pointers: readonly string[]): unknown {
  return pointers.reduce((rest, pointer) => without(rest, pointer.split('/').slice(1), pointer), value);
}

function without(value: unknown, [name = '', ...deeper]: readonly string[], pointer: string): unknown {
  const isList = Array.isArray(value);
  if (!(isList || isObject(value)) || !(name in value)) throw new Error(`nothing is at \`${pointer}\``);
  if (isList) return value.with(Number(name), without(value[Number(name)], deeper, pointer));
  const { [name]: member, ...others } = value;
  return deeper.length === 0 ? others : { ...value, [name]: without(member, deeper, pointer) };
}
